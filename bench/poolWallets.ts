import sodium from 'sodium-native';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { type FastKeys, fastKeys } from './ledgerChain.ts';
import { LoadSocket } from './loadSocket.ts';

/** What the generator of wallets is told to do. */
export interface WalletOrder {
  readonly port: number;
  readonly addressPrefix: string;
  readonly wallets: number;
  readonly transactionsPerSecond: number;
}

export interface WalletResult {
  readonly asked: number;
  readonly taken: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly events: number;
  readonly unanswered: number;
  readonly closed: number;
  readonly seconds: number;
  readonly prepareP50: number;
  readonly prepareP99: number;
  readonly submitP99: number;
  readonly cpu: number;
}

export type WalletReport =
  | { readonly kind: 'subscribed'; readonly wallets: number; readonly took: number }
  | { readonly kind: 'paid'; readonly result: WalletResult };

const TICK = 10;
const CONNECT_AT_ONCE = 100;

export function walletKeys(at: number): FastKeys {
  return fastKeys(`bench wallet ${at}`);
}

interface Wallet {
  readonly keys: FastKeys;
  readonly address: string;
  readonly socket: LoadSocket;
  isBusy: boolean;
  isSubscribed: boolean;
  sentAt: number;
}

/** Thousands of wallets in one process: each watches itself, and pays the next one: prepare, sign, submit. */
export async function runWallets(
  order: WalletOrder,
  tell: (report: WalletReport) => void,
): Promise<{ stop(): void }> {
  const wallets: Wallet[] = [];
  const prepares: number[] = [];
  const submits: number[] = [];
  const refused: Record<string, number> = {};
  let [asked, taken, events, closed] = [0, 0, 0, 0];

  const onText = (wallet: Wallet, text: string): void => {
    if (!text.startsWith('{"jsonrpc":"2.0","id":')) {
      events += 1;
      return;
    }
    const now = performance.now();
    const kind = text[22];
    if (kind === '0') {
      wallet.isSubscribed = true;
      return;
    }
    const code = /"error":.*"message":"([^"]+)"/.exec(text)?.[1];
    (kind === '1' ? prepares : submits).push(now - wallet.sentAt);
    if (code !== undefined) {
      refused[code] = (refused[code] ?? 0) + 1;
      wallet.isBusy = false;
    } else if (kind === '1') sign(wallet, text);
    else {
      taken += 1;
      wallet.isBusy = false;
    }
  };

  const sign = (wallet: Wallet, text: string): void => {
    const hex = /"message":"([0-9a-f]+)"/.exec(text)?.[1] ?? '';
    const signature = Buffer.alloc(64);
    sodium.crypto_sign_detached(signature, Buffer.from(hex, 'hex'), wallet.keys.secretKey);
    wallet.sentAt = performance.now();
    wallet.socket.send(
      `{"jsonrpc":"2.0","id":2,"method":"submit","params":{"message":"${hex}","signature":"${signature.toString('hex')}"}}`,
    );
  };

  const join = async (at: number): Promise<void> => {
    const keys = walletKeys(at);
    const wallet: Wallet = {
      keys,
      address: encodeAddress(order.addressPrefix, keys.publicKey),
      socket: new LoadSocket(
        order.port,
        (text) => onText(wallet, text),
        () => {
          closed += 1;
        },
      ),
      ...{ isBusy: false, isSubscribed: false, sentAt: 0 },
    };
    wallets.push(wallet);
    await wallet.socket.opened;
    const params = { addresses: [wallet.address] };
    if (!wallet.socket.isClosed) {
      wallet.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'watch', params }));
    }
  };

  const start = performance.now();
  for (let at = 0; at < order.wallets; at += CONNECT_AT_ONCE) {
    const group = Array.from({ length: Math.min(CONNECT_AT_ONCE, order.wallets - at) }, (_, k) =>
      join(at + k),
    );
    await Promise.all(group);
  }
  while (wallets.some(({ isSubscribed, socket }) => !isSubscribed && !socket.isClosed)) await pause(20);
  tell({
    kind: 'subscribed',
    wallets: wallets.filter(({ isSubscribed }) => isSubscribed).length,
    took: performance.now() - start,
  });

  const paying = performance.now();
  const cpuStart = process.cpuUsage();
  let turn = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - paying) / 1000) * order.transactionsPerSecond);
    for (let looked = 0; asked < due && looked < wallets.length; looked++) {
      const wallet = wallets[turn % wallets.length];
      const receiver = wallets[(turn + 1) % wallets.length];
      turn += 1;
      if (wallet === undefined || receiver === undefined || wallet.isBusy) continue;
      asked += 1;
      wallet.isBusy = true;
      wallet.sentAt = performance.now();
      // Every payment has an amount of its own, so that no two are the same.
      const amount = (asked / 1e8).toFixed(8);
      wallet.socket.send(
        `{"jsonrpc":"2.0","id":1,"method":"prepare","params":{"kind":"transfer","sender":"${wallet.address}",` +
          `"receivers":[{"address":"${receiver.address}","amount":"${amount}"}]}}`,
      );
    }
  }, TICK);

  return {
    stop() {
      clearInterval(timer);
      const seconds = (performance.now() - paying) / 1000;
      const { user, system } = process.cpuUsage(cpuStart);
      const wait = async (): Promise<void> => {
        for (let waited = 0; wallets.some(({ isBusy }) => isBusy) && waited < 5000; waited += 50)
          await pause(50);
        tell({
          kind: 'paid',
          result: {
            ...{ asked, taken, refused, events, closed, seconds },
            unanswered: wallets.filter(({ isBusy }) => isBusy).length,
            ...{ prepareP50: quantile(prepares, 0.5), prepareP99: quantile(prepares, 0.99) },
            submitP99: quantile(submits, 0.99),
            cpu: (user + system) / 1e6 / seconds,
          },
        });
        for (const { socket } of wallets) socket.end();
      };
      void wait();
    },
  };
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
