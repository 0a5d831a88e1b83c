import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Events } from '../base/events.ts';
import { TurnQueue } from '../base/turnQueue.ts';
import type { ChainStore } from '../store/chainStore.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { type BesideBlock, BlockImport, type Origin } from './chain/blockImport.ts';
import { ChainAdoption } from './chain/chainAdoption.ts';
import { unknownSignatures } from './chain/knownSignatures.ts';
import { SwitchTeller } from './chain/switchTeller.ts';
import { TipTeller } from './chain/tipTeller.ts';
import { JoinDesk } from './joinDesk.ts';
import { JobDesk } from './mining/jobDesk.ts';
import { JobIds, readJobKey } from './mining/jobIds.ts';
import { incomeOf, MinerStates } from './mining/minerStates.ts';
import { MiningDesk } from './mining/miningDesk.ts';
import { partsOf } from './mining/parts.ts';
import { ShareBook } from './mining/shareBook.ts';
import { beginBlock, TemplateKeeper } from './mining/templateKeeper.ts';
import { Operator } from './operator.ts';
import { Pace } from './pace.ts';
import { findPayments } from './payouts/payoutFinder.ts';
import type { PayoutWallet } from './payouts/payoutParts.ts';
import { Payouts } from './payouts/payouts.ts';
import type { PoolOptions } from './pool.ts';
import type { PoolFacts } from './poolFacts.ts';
import type { PoolRooms } from './poolRooms.ts';
import type { EmbeddedSession } from './poolSession.ts';
import { PoolSettingsBook } from './poolSettings.ts';
import { Addresses } from './reading/addresses.ts';
import { Announcer } from './reading/announcer.ts';
import { ChainReader } from './reading/chainReader.ts';
import { ContractFiles } from './reading/contractFiles.ts';
import { ContractReader } from './reading/contractReader.ts';
import { WalletStates } from './reading/walletStates.ts';
import { RecordJournal } from './recordJournal.ts';
import type { MempoolLimits } from './waiting/evictions.ts';
import { FuelBudget } from './waiting/fuelBudget.ts';
import { Mempool, type MempoolChange } from './waiting/mempool.ts';
import type { Pending } from './waiting/pending.ts';
import { Recheck } from './waiting/recheck.ts';
import { TransactionDesk } from './waiting/transactionDesk.ts';

const TEMPLATE_EVERY = 3_000;
const MEMPOOL_LIMITS: MempoolLimits = { transactions: 100_000, bytes: 64 * 2 ** 20 };

/** The operator hears of changes at most so often. */
const OPERATOR_PACE = 1_000;

export interface PoolAssembly {
  readonly rooms: PoolRooms;
  readonly events: Events<PoolFacts>;
  readonly sessions: Set<EmbeddedSession>;
  readonly adoption: ChainAdoption;
  readonly joining: JoinDesk;
  sessionsChanged(): void;
  domain(): string;
  setDomain(domain: string): void;
  setPeers(peers: number): void;
  setBehind(isBehind: () => boolean): void;
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Puts the parts of a pool together and brings them up to the tip of the chain; what follows what stands here. */
export async function assemblePool(
  store: ChainStore,
  verifier: Verifier,
  options: PoolOptions,
): Promise<PoolAssembly> {
  const { clock, log, random, signer } = options;
  const { ledger, network, records } = store;
  const sessions = new Set<EmbeddedSession>();
  const events = new Events<PoolFacts>((error, type) => log.error('listener.failed', { type, error }));
  let { domain } = options.settings;
  let peers = 0;
  let isBehind = () => false;
  let closed = false;
  /** What need not wait any more since the last block. */
  let settledByBlock: Pick<MempoolChange, 'mined' | 'expired'> = { mined: [], expired: [] };

  const journal = new RecordJournal(records);
  const settings = await PoolSettingsBook.open(records, options.settings.initial ?? {});
  const shares = await ShareBook.open(
    records,
    journal,
    { now: clock.now(), blockId: ledger.tip.id + 1 },
    () => settings.now.scheme,
  );
  const fuel = new FuelBudget(clock);
  const mempool = new Mempool(
    (on = ledger) => beginBlock(on, clock),
    options.settings.mempool ?? MEMPOOL_LIMITS,
  );
  const desk = new JobDesk(new JobIds(await readJobKey(records, random), random));
  const addresses = new Addresses(network.addressPrefix);
  const reader = new ChainReader(store, addresses);
  const { teller } = reader;
  const wallet: PayoutWallet = {
    key: signer.publicKey,
    name: toHex(signer.publicKey),
    defaultFee: network.defaultFee,
    spendable: () => wallets.of(toHex(signer.publicKey)).spendable,
    sign: (message) => signer.sign(message),
  };
  const payouts = await Payouts.open({
    records,
    chain: {
      steady: async () => {
        for (await imports.steady(); mining.isHurried; await imports.steady()) await mining.hurryOver();
      },
      tip: () => ledger.tip,
      blockHash: (id) => store.blockHash(id),
      transaction: (identity) => store.transaction(identity),
      payments: (after, isKnown) => findPayments(store, signer.publicKey, after, isKnown),
    },
    wallet,
    threshold: () => settings.now.payoutThreshold,
    mayPay: () => !isBehind(),
    submit: async (message, signature) => {
      await transactions.submit(message, signature);
    },
    log,
  });
  const wallets = new WalletStates({ ledger, mempool, payouts, clock, addresses });
  // Nobody hears of a block that is not durable yet, not by a wallet's balance either.
  const hold = () => imports.committing;
  const announcer = new Announcer(ledger, reader, wallets, hold);
  const waitingTeller = new TurnQueue<Pending>(
    hold,
    (pending) => announcer.transaction(teller.pending(pending)),
    (error) => log.error('announcement.failed', { error }),
  );
  const operatorPace = new Pace(clock, OPERATOR_PACE, () => events.emit('operator.changed', {}));

  /** What a block's commit writes beside it: the round ends, and an own block's parts are owed. */
  const beside = ({ block }: AppliedBlock, origin: Origin): BesideBlock => {
    const { id } = block.header;
    const difficulty = desk.blockDifficulty;
    const next = shares.nextRound(clock.now(), id + 1, { own: origin.kind === 'own', difficulty });
    if (origin.kind !== 'own') return next;
    const parts = partsOf(incomeOf(block), settings.now.feePercent, shares.paidShares(difficulty));
    const win = payouts.recordWin(id, block.footer.hash, parts, shares.effort(difficulty));
    return {
      operations: [...win.operations, ...next.operations],
      done: () => {
        win.done();
        next.done();
      },
    };
  };

  let settling = Promise.resolve();
  const settle = (how: { pays?: boolean } = {}): Promise<void> => {
    const settled = settleNow(how);
    settling = settling.then(() => settled);
    return settled;
  };
  const settleNow = async (how: { pays?: boolean }): Promise<void> => {
    try {
      await payouts.settle(how);
      await announcer.eachWallet(payouts.changedWallets());
      operatorPace.tell();
    } catch (error) {
      // Nothing is lost: the next tip tries again.
      log.error('payouts.failed', { error });
    }
  };

  const imports: BlockImport = new BlockImport({
    store,
    verifier,
    clock,
    log,
    unknown: (applied) => unknownSignatures(applied, mempool),
    expected: ({ after }) => recheck.expect(after),
    shown: ({ changes }) => {
      settledByBlock = mempool.tipGrown(changes, ledger);
      recheck.tipGrown();
    },
    takenBack: () => transactions.settled(mempool.tipChanged()),
    beside,
    committed: () => {
      transactions.settled({ ...settledByBlock, refused: [] });
      templates.newTip();
    },
    announce: (applied, origin) => tips.grown(applied, settledByBlock, origin.kind === 'own'),
    told: () => tips.told(),
  });
  const switches = new SwitchTeller({
    ledger,
    reader,
    announcer,
    isWaiting: (identity) => mempool.get(toHex(identity)) !== undefined,
  });
  const adoption = new ChainAdoption({
    store,
    verifier,
    folder: options.folder,
    clock,
    log,
    imports,
    shares,
    mempool,
    // Both are made below; a chain comes later than that.
    get transactions() {
      return transactions;
    },
    tipChanged: () => templates.newTip(),
    progress: () => operatorPace.tell(),
    standing: (fork) => switches.standing(fork),
    announce: (adopted) => tips.adopted(adopted),
  });
  const recheck: Recheck = new Recheck(
    mempool,
    () => imports.standing(),
    (refused) => {
      transactions.settled({ mined: [], expired: [], refused });
      for (const { pending, fault } of refused) {
        log.info('transaction.refused', { identity: pending.identity, error: fault });
        announcer.transaction(teller.pending(pending, 'expired'));
      }
    },
  );
  const transactions = new TransactionDesk({
    mempool,
    recheck,
    verifier,
    journal,
    clock,
    engine: ledger.engine,
    blockIdByHash: (hash) => store.blockIdByHash(hash),
    accepted: (pending) => {
      templates.changed();
      waitingTeller.add(pending);
      const { identity, bytes: message, signature } = pending;
      events.emit('transaction.accepted', { identity, message, signature });
    },
    dropped: (pending) => announcer.transaction(teller.pending(pending, 'expired')),
  });
  const mining: MiningDesk = new MiningDesk({
    desk,
    shares,
    journal,
    imports,
    settings,
    clock,
    log,
    blockInterval: network.blockInterval,
    changed: () => operatorPace.tell(),
  });
  const templates = new TemplateKeeper({
    ledger,
    mempool,
    desk,
    reward: signer.publicKey,
    domain: () => domain,
    clock,
    log,
    every: options.settings.templateEvery ?? TEMPLATE_EVERY,
    steady: () => imports.steady(),
    renewed: () => mining.newTemplate(),
  });
  const tips: TipTeller = new TipTeller({
    mining,
    templates,
    announcer,
    reader,
    switches,
    recheck,
    events,
    sessions,
    clock,
    log,
    settle: () => void settle(),
    changed: () => operatorPace.tell(),
  });
  const operator = new Operator({
    store,
    addresses,
    desk,
    shares,
    mining,
    payouts,
    settings,
    wallet,
    clock,
    domain: () => domain,
    sessions: () => sessions.size,
    peers: () => peers,
    told: () => operatorPace.tell(),
    rebuild: () => adoption.rebuild,
    changed: () => {
      operatorPace.tell();
      void settle();
    },
  });
  const miners = new MinerStates({
    shares,
    mining,
    payouts,
    settings,
    desk,
    addresses,
  });

  await catchUp();

  return {
    rooms: {
      store,
      imports,
      mempool,
      recheck,
      transactions,
      mining,
      miners,
      wallets,
      reader,
      contracts: new ContractReader(store),
      fuel,
      contractFiles: new ContractFiles(store, () => settings.now.contractFiles),
      announcer,
      operator,
      clock,
      log,
      closed: () => closed,
      askBack: options.askBack,
    },
    events,
    sessions,
    adoption,
    joining: new JoinDesk({ ledger, mempool, imports, clock, reward: signer.publicKey }),
    sessionsChanged: () => operatorPace.tell(),
    domain: () => domain,
    setDomain: (next) => {
      domain = next;
      templates.changed();
      operatorPace.tell();
    },
    setBehind: (next) => {
      isBehind = next;
    },
    setPeers: (next) => {
      peers = next;
      operatorPace.tell();
    },
    idle: async () => {
      await imports.between(async () => {});
      await tips.told();
      await settling;
      await recheck.settled();
      await templates.idle();
      await journal.idle();
      await waitingTeller.idle();
    },
    close: async () => {
      closed = true;
      for (const session of [...sessions]) session.close();
      mining.stop();
      templates.stop();
      tips.stop();
      operatorPace.stop();
      await imports.close();
      await tips.told();
      await adoption.settled();
      await payouts.settled();
      await journal.idle();
    },
  };

  /** What happened to the chain while this pool did not run, and what it was about to do when it stopped. */
  async function catchUp(): Promise<void> {
    if (shares.round.blockId !== ledger.tip.id + 1) {
      const next = shares.nextRound(clock.now(), ledger.tip.id + 1);
      await records.write(next.operations);
      next.done();
    }
    await transactions.restore(records, log);
    templates.newTip();
    templates.fill();
    // Others may know more of the chain: what is due is paid with the next block.
    await settle({ pays: false });
  }
}
