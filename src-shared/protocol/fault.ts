/**
 * Every way in which something can be refused. Codes have the form `room.whatIsWrong`; the words that a
 * person reads stand in the window's texts, keyed by these codes (docs/PROTOCOL.md, "Fault codes").
 */
export const faultCodes = [
  // Bytes and numbers (docs/PROTOCOL.md §1)
  'decode.hex',
  'decode.truncated',
  'decode.trailing',
  'decode.integer',
  'decode.utf8',
  'decode.tooLong',
  'decode.amount',
  'decode.list',
  'decode.features',
  'decode.message',
  'amount.text',
  'amount.tooPrecise',
  'amount.tooLarge',
  'amount.ambiguous',
  'address.prefix',
  'address.checksum',
  'address.length',
  'address.mixedCase',
  'address.text',
  'network.file',
  'key.length',
  'key.entropy',
  'key.mnemonic',
  'key.account',
  // A block (docs/PROTOCOL.md §6, §7)
  'block.tooLarge',
  'block.coreVersion',
  'block.id',
  'block.previousHash',
  'block.footerHash',
  'block.blockHash',
  'block.hashAboveTarget',
  'block.minedDate',
  'block.domain',
  'block.leadershipId',
  'block.reward',
  'block.rewardId',
  'block.transactionFees',
  'block.contractFees',
  'block.executionHash',
  'block.listOrder',
  // What stands in it
  'address.known',
  'address.unused',
  'wallet.unknown',
  'contract.unknown',
  'item.notYet',
  'transaction.reference',
  'transaction.repeated',
  'transaction.signature',
  'transaction.balanceTooLow',
  'transaction.amount',
  'transaction.fee',
  'transaction.receivers',
  'transaction.receiverTwice',
  'transaction.underTrust',
  'trust.party',
  'trust.none',
  'trust.terminating',
  'update.notTrusting',
  'update.walletTwice',
  'group.sender',
  'group.nested',
  'group.item',
  // Chain and ledger on disk
  'store.locked',
  'store.readOnly',
  'store.diskFull',
  'store.databaseDamaged',
  'store.stateDamaged',
  'store.blockDamaged',
  'store.anotherNetwork',
  'store.empty',
  'store.notEmpty',
  'store.failed',
  'store.closed',
  'store.undoDepth',
  'store.tooNew',
  // The wallet's own room
  'wallet.exists',
  'wallet.none',
  'wallet.locked',
  'wallet.passwordWrong',
  'wallet.passwordWait',
  'wallet.passwordTooShort',
  'wallet.passwordNeeded',
  'wallet.vaultDamaged',
  'wallet.vaultTooNew',
  'wallet.keyStretching',
  'wallet.wordsNone',
  'wallet.wordsCheck',
  'wallet.account',
  'wallet.accounts',
  'wallet.contacts',
  'wallet.poolLied',
  // A payment that is prepared or approved
  'payment.draft',
  'payment.draftExpired',
  'payment.reference',
  // Warnings of a draft: they refuse nothing
  'payment.lookalike',
  'payment.feeRaised',
  'payment.feeAboveAmount',
  'payment.feeHigh',
  'payment.toSelf',
  // A payment URI
  'uri.text',
  'uri.scheme',
  'uri.address',
  'uri.amount',
  'uri.parameter',
  'uri.repeated',
  // Between the app and its window
  'bridge.lost',
  'bridge.request',
  'bridge.answer',
  'bridge.unknownFault',
  // A pool: shares, waiting transactions, its own settings (docs/PROTOCOL.md §8)
  'share.unknownJob',
  'share.stale',
  'share.duplicate',
  'share.lowDifficulty',
  'share.future',
  'share.tooOld',
  'share.tooMany',
  'mempool.full',
  'mempool.tooLarge',
  'mempool.expired',
  'pool.closed',
  'pool.busy',
  'pool.feePercent',
  'pool.payoutThreshold',
  'pool.difficultyBounds',
  'pool.domain',
  'pool.anotherNetwork',
  // Warnings that come with a prepared transaction
  'prepare.newWallet',
  'prepare.spendsPending',
  'prepare.feeRaised',
  'prepare.toItself',
  // The pool's front to other people's wallets and miners (docs/PROTOCOL.md §8)
  'server.malformed',
  'server.request',
  'server.method',
  'server.params',
  'server.batch',
  'server.binary',
  'server.tooLarge',
  'server.rateLimited',
  'server.busy',
  'server.full',
  'server.tooManyFromAddress',
  'server.banned',
  'server.badWork',
  'server.slowSender',
  'server.slowReader',
  'server.idle',
  'server.halfOpen',
  'server.origin',
  'server.version',
  'server.needsSocket',
  'server.notFound',
  'server.closing',
  'server.internal',
  'server.listen',
  'server.certificate',
  // A pool somewhere else, as the wallet sees it
  'remote.url',
  'remote.lost',
  'remote.timeout',
  'remote.malformed',
  'remote.tooLarge',
  'remote.version',
  'remote.refused',
  'remote.anotherNetwork',
  'remote.disagrees',
  'remote.closed',
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** What a person needs to know to understand a fault: scalars only, amounts as decimal coin text, no secrets. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** The only error that a refusal is told with: a code and the facts, never words. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly facts: Facts;

  constructor(code: FaultCode, facts: Facts = {}) {
    super(code);
    this.name = 'Fault';
    this.code = code;
    this.facts = facts;
  }
}

export function isFault(error: unknown): error is Fault {
  return error instanceof Fault;
}
