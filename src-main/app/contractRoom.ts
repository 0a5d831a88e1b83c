import type { ContractState } from '#shared/api/contractApi.ts';
import type { LintNoteState, RehearsalState } from '#shared/api/contractBridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { publishedForm } from '#shared/contracts/publishedForm.ts';
import type { Rehearsal } from '#shared/contracts/rehearsal.ts';
import type { LintNote } from '#shared/contracts/scriptLinter.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import { parseCoins, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, encodeUtf8, fromHex, toHex } from '#shared/protocol/bytes.ts';
import { isContractUri, parseContractUri } from '#shared/protocol/contractUri.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { ContractDesk } from '../contracts/contractDesk.ts';
import type { CompileAnswer, ReviewAnswer } from '../contracts/contractWork.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { downloadContract } from './contractDownload.ts';
import type { ContractShelf } from './contractShelf.ts';

export interface ContractMeans {
  readonly session: PoolSession;
  readonly wallet: Wallet;
  readonly desk: ContractDesk;
  readonly shelf: ContractShelf;
  readonly clock: Clock;
  readonly network: () => Network;
  /** Id of the last block. */
  readonly tip: () => number;
  /** PEM of a certificate authority for downloads; else the system's. */
  readonly ca?: string;
}

/** A contract that was opened: what a person has seen before they agree. */
export interface OpenedContract {
  readonly link: string | null;
  readonly expectedHash: Bytes | null;
  readonly hash: Bytes;
  /** The compiled file in the form that is published. */
  readonly file: Bytes;
  readonly review: ReviewAnswer;
  /** What the chain holds under the file's hash; null: nothing. */
  readonly published: ContractState | null;
}

const KEPT = 32;
const CHARGES_TOLD = 2000;
const FAILURES_TOLD = 50;
/** With so many coins a contract is rehearsed for nobody in particular. */
export const REHEARSAL_COINS = parseCoins('1000');

/** Reads contracts from wherever they come, and rehearses them; remembers those that were looked at lately. */
export class ContractRoom {
  readonly means: ContractMeans;
  #isWarm = false;
  readonly #opened = new Map<string, OpenedContract>();

  constructor(means: ContractMeans) {
    this.means = means;
  }

  /**
   * A link, a `coco:contract?…` link, a hash or a file's text. Throws `contract.*`, `uri.*`.
   */
  async open(source: string): Promise<OpenedContract> {
    this.warm();
    const { link, expectedHash, file } = await this.#fetch(source);
    const { file: compiled, hash } = publishedForm((await this.compile(file)).file);
    const published = await this.means.session.getContract({ hash });
    const review = await this.review(compiled, { hash, creator: published?.creator });
    const opened = { link, expectedHash, hash, file: compiled, review, published };
    this.#remember(opened);
    return opened;
  }

  /** Starts the desk's thread and its engine, which take most of a second, before there is something to ask. */
  warm(): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    const file = encodeUtf8('```js contract\nfunction called() {}\n```\n');
    this.review(file, {}).catch(() => {
      // Whoever asks for something hears what is wrong.
      this.#isWarm = false;
    });
  }

  /** Throws `contract.notOpened`. */
  opened(hash: Bytes): OpenedContract {
    const opened = this.#opened.get(toHex(hash));
    if (opened === undefined) throw new Fault('contract.notOpened');
    return opened;
  }

  compile(file: Bytes): Promise<CompileAnswer> {
    return this.means.desk.ask({ kind: 'compile', file });
  }

  /** Compiles and rehearses a file for somebody with so many coins, as the real wallets where they are known. */
  review(
    file: Bytes,
    who: {
      hash?: Bytes;
      creator?: string | undefined;
      applicant?: string | undefined;
      balance?: Units | undefined;
    },
  ): Promise<ReviewAnswer> {
    const { clock, tip, network } = this.means;
    const { addressPrefix, defaultFee, blockInterval } = network();
    const key = (address: string) => decodeAddress(addressPrefix, address);
    return this.means.desk.ask({
      kind: 'review',
      file,
      rehearsal: {
        addressPrefix,
        defaultFee,
        blockInterval,
        date: clock.now(),
        blockId: tip() + 1,
        balance: who.balance ?? REHEARSAL_COINS,
        ...(who.hash === undefined ? {} : { account: who.hash }),
        ...(who.creator === undefined ? {} : { creator: key(who.creator) }),
        ...(who.applicant === undefined ? {} : { applicant: key(who.applicant) }),
      },
    });
  }

  rehearsalState(rehearsal: Rehearsal, balance: Units): RehearsalState {
    const { addresses, charges, failures } = rehearsal;
    const label = (address: string) =>
      address === addresses.applicant
        ? ('applicant' as const)
        : address === addresses.creator
          ? ('creator' as const)
          : address === addresses.contract
            ? ('contract' as const)
            : ('other' as const);
    const curve: RehearsalState['curve'] = [];
    let paid = 0n;
    for (const { date, amount, own } of charges) {
      if (!own) continue;
      paid += parseCoins(amount);
      if (curve.at(-1)?.date === date) curve.pop();
      curve.push({ date, paid });
    }
    return {
      bounded: rehearsal.bounded,
      reasons: [...rehearsal.reasons],
      applies: rehearsal.applies,
      charges: charges.slice(0, CHARGES_TOLD).map(({ date, from, to, amount, own }) => ({
        date,
        from,
        to,
        amount: parseCoins(amount),
        fromLabel: label(from),
        toLabel: label(to),
        toName: this.describe(to)?.contact ?? null,
        own,
      })),
      chargeCount: charges.length,
      total: parseCoins(rehearsal.paid),
      fees: parseCoins(rehearsal.fees),
      transferFee: this.means.network().defaultFee,
      returned: parseCoins(rehearsal.returned),
      curve,
      balance,
      refusedAt: rehearsal.refusedAt,
      failures: failures.slice(0, FAILURES_TOLD).map(({ date, handler, reason, detail }) => ({
        date,
        handler,
        reason,
        detail: detail.slice(0, 1024),
      })),
    };
  }

  /** How the person knows an address; undefined while the wallet is locked. */
  describe(address: string) {
    try {
      return this.means.wallet.describe(address);
    } catch (error) {
      if (!isFault(error)) throw error;
      return undefined;
    }
  }

  async #fetch(source: string): Promise<{ link: string | null; expectedHash: Bytes | null; file: Bytes }> {
    const text = source.trim();
    const isOneLine = !text.includes('\n');
    if (isOneLine && /^https?:/i.test(text)) {
      return { link: text, expectedHash: null, file: await this.#download(text) };
    }
    if (isOneLine && /^[0-9a-f]{64}$/i.test(text)) {
      const expectedHash = fromHex(text.toLowerCase());
      return { link: null, expectedHash, file: await this.#byHash(expectedHash) };
    }
    if (isOneLine && isContractUri(text)) {
      const { hash: expectedHash, url } = parseContractUri(text);
      const file =
        url === undefined ? await this.#byHash(expectedHash) : await this.#placed(url, expectedHash);
      return { link: text, expectedHash, file };
    }
    if (isOneLine && /^[a-z][a-z0-9+.-]*:/i.test(text)) throw new Fault('contract.link');
    return { link: null, expectedHash: null, file: encodeUtf8(source) };
  }

  #download(url: string): Promise<Bytes> {
    const { network, ca } = this.means;
    return downloadContract(url, {
      allowPrivate: network().name === 'local',
      ...(ca === undefined ? {} : { ca }),
    });
  }

  /** From its place, or else from a pool that keeps it: the hash tells that it is the same. */
  async #placed(url: string, hash: Bytes): Promise<Bytes> {
    try {
      return await this.#download(url);
    } catch (error) {
      const kept = await this.#byHash(hash).catch(() => undefined);
      if (kept === undefined) throw error;
      return kept;
    }
  }

  async #byHash(hash: Bytes): Promise<Bytes> {
    const own = await this.means.shelf.file(hash);
    if (own !== undefined) return own;
    const kept = await this.means.session.getContractFile({ hash });
    if (kept === null) throw new Fault('contract.noFile');
    return kept.file;
  }

  #remember(opened: OpenedContract): void {
    const name = toHex(opened.hash);
    this.#opened.delete(name);
    this.#opened.set(name, opened);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= KEPT) break;
      this.#opened.delete(oldest);
    }
  }
}

/** Lines of the script become lines of the file. */
export function fileNotes(notes: readonly LintNote[], scriptLine: number): LintNoteState[] {
  return notes.map((note) => ({ ...note, line: note.line > 0 ? note.line + scriptLine - 1 : 0 }));
}
