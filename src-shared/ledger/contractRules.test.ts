import { beforeEach, describe, expect, it } from 'vitest';
import { encodeAddress } from '../protocol/addresses.ts';
import { parseCoins } from '../protocol/amounts.ts';
import { type Bytes, decodeUtf8, encodeUtf8 } from '../protocol/bytes.ts';
import { sha256 } from '../protocol/hashing.ts';
import { couldBeKey } from '../protocol/keys.ts';
import { FEATURE, type List } from '../protocol/lists.ts';
import { publicationFee } from './contractRules.ts';
import { forgeBlock } from './forge.ts';
import { TestEngine } from './testEngine.ts';
import { alice, bob, COIN, carol, FEE, TestLedger, testNetwork } from './testLedger.ts';
import { addressList, signedList, testKeys } from './testWallets.ts';
import { type AppliedBlock, applyBlock } from './transition.ts';

const DAY = 24 * 3600_000;
const [ALICE, BOB, CAROL] = [2, 3, 4];
const addressOf = (keys: { publicKey: Bytes }) => encodeAddress(testNetwork.addressPrefix, keys.publicKey);

const engine = new TestEngine({
  subscription: {
    applied: (host, e) => {
      if (!host.transfer(e.applicant ?? '', e.creator, '1')) throw new Error('no coins');
      host.wake(e.date + DAY);
    },
    due: (host, e) => {
      if (host.transfer(e.applicant ?? '', e.creator, '10')) host.wake(e.date + DAY);
    },
    cancelled: (host, e) => void host.transfer(e.applicant ?? '', e.creator, '1'),
  },
  split: {
    applied: () => {},
    received: (host, e) => void host.transfer(e.applicant ?? '', e.creator, e.amount ?? ''),
  },
  failing: {
    applied: (host, e) => host.wake(e.date + 1),
    due: (host, e) => {
      host.transfer(e.applicant ?? '', e.creator, '1');
      throw new Error('too late');
    },
  },
  pot: {
    applied: (host, e) => void host.transfer(e.applicant ?? '', e.contract, '5'),
    called: (host, e) => void host.transfer(e.contract, e.caller ?? '', e.data ?? ''),
  },
});

/** A hash that is nobody's key. */
function hashOf(name: string): Bytes {
  for (let n = 0; ; n++) {
    const hash = sha256(encodeUtf8(`${name} ${n}`));
    if (!couldBeKey(hash)) return hash;
  }
}

let t: TestLedger;
let applied: AppliedBlock[];
beforeEach(() => {
  applied = [];
  t = new TestLedger(testNetwork, (block) => applied.push(block), engine);
});

const mine = (lists: List[] = [], minedDate?: number): AppliedBlock =>
  t.mine({ lists, ...(minedDate === undefined ? {} : { minedDate }) });
const later = (ms: number) => mine([], t.ledger.tip.minedDate + ms);
const publication = (script: string, creator = ALICE, keys = alice, hash = hashOf(script)) =>
  signedList(t.ledger, 4, { creator, contractHash: hash, model: encodeUtf8('{}'), script }, keys.privateKey);
const application = (applicant: number, keys: typeof alice, contract = 1, features = 0) =>
  signedList(t.ledger, 5, { applicant, contract }, keys.privateKey, { features });
const cancellation = (applicant: number, keys: typeof alice, contract = 1) =>
  application(applicant, keys, contract, FEATURE.cancel);
const callOf = (caller: number, keys: typeof alice, data: string, contract = 1) =>
  signedList(t.ledger, 10, { caller, contract, data: encodeUtf8(data) }, keys.privateKey);
const balance = (id: number) => t.ledger.balanceOf(id);

describe('a publication', () => {
  it('costs by the KiB, and gives the contract an id and an account', () => {
    const before = balance(ALICE);
    const block = mine([publication('subscription')]);
    expect(block.block.header.contractFees).toBe(FEE);
    expect(balance(ALICE)).toBe(before - FEE);
    const contract = t.ledger.contracts.contractById(1);
    expect(contract).toMatchObject({ creator: ALICE, account: 5, blockId: t.ledger.tip.id });
    expect(t.ledger.isContract(5)).toBe(true);
    expect(t.ledger.keyOf(5)).toEqual(hashOf('subscription'));
    expect([0, 1, 1024, 1025, 131_072].map((bytes) => publicationFee(FEE, bytes) / FEE)).toEqual([
      1n,
      1n,
      1n,
      2n,
      128n,
    ]);
  });

  it('gives the account an id behind those of the block’s addresses', () => {
    const keys = testKeys('new');
    const pay = signedList(t.ledger, 1, { sender: BOB, receiver: 5, amount: COIN }, bob.privateKey, {
      newKeys: [keys.publicKey],
    });
    mine([addressList(t.ledger, [keys.publicKey]), publication('split'), pay]);
    expect(t.ledger.contracts.contractById(1)?.account).toBe(6);
  });

  it('takes the wallet that is there already', () => {
    const hash = hashOf('pot');
    const pay = signedList(t.ledger, 1, { sender: BOB, receiver: 5, amount: COIN }, bob.privateKey, {
      newKeys: [hash],
    });
    mine([addressList(t.ledger, [hash]), pay]);
    mine([publication('pot')]);
    expect(t.ledger.contracts.contractById(1)?.account).toBe(5);
    expect(balance(5)).toBe(COIN);
    expect(t.ledger.walletCount).toBe(6);
  });

  it('is refused: known, somebody’s key, too few coins, no text', () => {
    mine([publication('split')]);
    expect(t.refusal({ lists: [publication('split', BOB, bob)] })).toMatchObject({
      code: 'contract.known',
      facts: { contract: 1 },
    });
    const stolen = publication('pot', ALICE, alice, carol.publicKey);
    expect(t.refusal({ lists: [stolen] })).toMatchObject({ code: 'contract.hashIsKey' });
    const item = { creator: ALICE, contractHash: hashOf('x'), script: '' };
    const noText = signedList(t.ledger, 4, { ...item, model: new Uint8Array([0xff]) }, alice.privateKey);
    expect(t.refusal({ lists: [noText] }).code).toBe('decode.utf8');
    const repeated = publication('pot');
    mine([repeated]);
    expect(t.refusal({ lists: [repeated] }).code).toBe('contract.known');
  });
});

describe('applications', () => {
  beforeEach(() => void mine([publication('subscription')]));

  it('charge at once, by themselves when due, and not any more when cancelled', () => {
    const before = { alice: balance(ALICE), bob: balance(BOB) };
    const block = mine([application(BOB, bob)]);
    expect(block.block.header.contractFees).toBe(2n * FEE);
    expect(decodeUtf8(block.executions)).toBe(`1 ${addressOf(bob)} ${addressOf(alice)} ${COIN}\n`);
    expect(balance(BOB)).toBe(before.bob - COIN - 2n * FEE);
    // The contracts' time is that of the block before.
    later(DAY);
    expect(balance(ALICE)).toBe(before.alice + COIN);
    const due = later(1);
    expect(due.runs).toMatchObject([{ handler: 'due', wallet: BOB, failure: null }]);
    expect(balance(ALICE)).toBe(before.alice + 11n * COIN);
    // A cancelled applicant can't be charged, whatever the script tries.
    const end = mine([cancellation(BOB, bob)]);
    expect(end.runs).toMatchObject([{ handler: 'cancelled', transfers: [], refused: 1 }]);
    later(30 * DAY);
    expect(later(1).runs).toEqual([]);
    expect(balance(BOB)).toBe(before.bob - 11n * COIN - 4n * FEE);
  });

  it('do not come about when the script fails; the fee stays paid', () => {
    const poor = testKeys('poor');
    const pay = signedList(t.ledger, 1, { sender: CAROL, receiver: 6, amount: COIN }, carol.privateKey, {
      newKeys: [poor.publicKey],
    });
    mine([addressList(t.ledger, [poor.publicKey]), pay]);
    const block = mine([application(6, poor)]);
    expect(block.runs).toMatchObject([{ handler: 'applied', failure: { reason: 'exception' } }]);
    expect(block.executions.length).toBe(0);
    expect(balance(6)).toBe(COIN - FEE);
    expect(t.ledger.contracts.application(1, 6)).toBeUndefined();
    expect(t.ledger.contracts.contractsOf(6)).toEqual([]);
  });

  it('are refused: unknown, twice, not there, under trust', () => {
    // A contract that is not known has no hash to sign.
    const unknown: List = {
      ...(application(BOB, bob) as Extract<List, { type: 5 }>),
      items: [{ applicant: BOB, contract: 9, signature: new Uint8Array(64) }],
    };
    expect(t.refusal({ lists: [unknown] }).code).toBe('contract.unknown');
    expect(t.refusal({ lists: [cancellation(BOB, bob)] }).code).toBe('contract.notApplied');
    mine([application(BOB, bob)]);
    expect(t.refusal({ lists: [application(BOB, bob)] }).code).toBe('contract.applied');
    mine([t.trust(24, CAROL, BOB, bob)]);
    expect(t.refusal({ lists: [cancellation(BOB, bob)] }).code).toBe('transaction.underTrust');
    // Nor can the contract charge it while the trust lasts.
    later(DAY);
    expect(later(1).runs).toMatchObject([{ handler: 'due', refused: 1, transfers: [] }]);
  });

  it('end with a lost wallet', () => {
    mine([application(BOB, bob)]);
    const { first, idle } = testNetwork.lostCoins;
    const { minedDate } = t.ledger.tip;
    later(testNetwork.genesisTime + first + idle - minedDate);
    expect(t.ledger.exists(BOB)).toBe(false);
    expect(t.ledger.contracts.application(1, BOB)).toMatchObject({ active: false, wakeAt: null });
    expect(later(1).runs).toEqual([]);
  });
});

describe('a block', () => {
  it('with another execution file or other fees is refused', () => {
    mine([publication('subscription')]);
    const lists = [application(BOB, bob)];
    expect(t.refusal({ lists, header: { executionHash: sha256(encodeUtf8('other')) } }).code).toBe(
      'block.executionHash',
    );
    expect(t.refusal({ lists, header: { contractFees: FEE } }).code).toBe('block.contractFees');
  });

  it('says the same whenever it is mined, also with something due', () => {
    mine([publication('subscription')]);
    mine([application(BOB, bob)]);
    later(DAY);
    const { minedDate } = t.ledger.tip;
    const { header } = forgeBlock(t.ledger, { minedDate: minedDate + 1 }).block;
    expect(header.contractFees).toBe(FEE);
    for (const wait of [1, DAY, 100 * DAY]) {
      const { bytes } = forgeBlock(t.ledger, { minedDate: minedDate + wait, header });
      expect(applyBlock(t.ledger, bytes, null).runs).toHaveLength(1);
    }
  });

  it('undone leaves contracts and applications as they were', () => {
    mine([publication('subscription')]);
    const before = t.ledger.stateHash();
    const { tip, allScalars: scalars } = t.ledger;
    const lists = [application(BOB, bob), publication('pot')];
    const table = t.ledger.contracts;
    const ids = Int32Array.from([0, 1, 2, 3, 4, 5, 6]);
    const rows = new Uint8Array(64 * ids.length);
    for (const id of ids) t.ledger.copyRow(id, rows, id * 64);
    const emptied = { contractCount: 1, applicationCount: 0, applications: [] };
    const { changes } = mine(lists);
    expect(t.ledger.stateHash()).not.toEqual(before);
    t.ledger.undo({ tip, scalars, ids, rows }, undefined, { changes: changes.contracts, before: emptied });
    expect(t.ledger.stateHash()).toEqual(before);
    expect(table.contractIdOfHash(hashOf('pot'))).toBe(-1);
    expect(table.contractsOf(BOB)).toEqual([]);
    expect(table.dueUntil(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
    expect(table.activeApplicants(1)).toBe(0);
  });
});

describe('received', () => {
  it('runs right after the payment, not after what contracts move', () => {
    mine([publication('split')]);
    mine([application(BOB, bob)]);
    const before = { alice: balance(ALICE), bob: balance(BOB) };
    const pay = signedList(
      t.ledger,
      1,
      { sender: CAROL, receiver: BOB, amount: 3n * COIN },
      carol.privateKey,
    );
    const block = mine([pay]);
    expect(block.runs).toMatchObject([{ handler: 'received', wallet: BOB }]);
    expect(balance(ALICE)).toBe(before.alice + 3n * COIN);
    expect(balance(BOB)).toBe(before.bob - FEE);
  });
});

describe('a failed run', () => {
  it('is undone, recorded, and pays the default fee when it was due', () => {
    mine([publication('failing')]);
    mine([application(BOB, bob)]);
    const before = { alice: balance(ALICE), bob: balance(BOB) };
    later(DAY);
    const block = later(1);
    expect([...applied].flatMap(({ runs }) => runs).filter(({ failure }) => failure !== null)).toHaveLength(
      1,
    );
    expect(balance(ALICE)).toBe(before.alice);
    expect(balance(BOB)).toBe(before.bob - FEE);
    expect(block.executions.length).toBe(0);
  });
});

describe('calls', () => {
  it('move the coins of the contract’s own account', () => {
    mine([publication('pot')]);
    mine([application(BOB, bob)]);
    expect(balance(5)).toBe(5n * COIN);
    const before = balance(CAROL);
    mine([callOf(CAROL, carol, '2')]);
    expect(balance(CAROL)).toBe(before + 2n * COIN - FEE);
    expect(balance(5)).toBe(3n * COIN - FEE);
    // More than there is: nothing moves, the call's fee stays paid.
    mine([callOf(CAROL, carol, '100')]);
    expect(balance(5)).toBe(3n * COIN - FEE);
    expect(parseCoins('3')).toBe(3n * COIN);
  });
});

describe('in a list group', () => {
  const group = (inner: List[], keys = carol) =>
    signedList(t.ledger, 8, { party: CAROL, signature: new Uint8Array(64), lists: inner }, keys.privateKey);
  const inner = (applicant: number, features: number = FEATURE.trusted): List => ({
    type: 5,
    reference: t.ledger.tip.id,
    features,
    items: [{ applicant, contract: 1 }],
  });

  it('a party applies for itself, and lets go who trusts it', () => {
    mine([publication('pot')]);
    mine([application(BOB, bob)]);
    mine([t.trust(24, CAROL, BOB, bob)]);
    mine([group([inner(CAROL), inner(BOB, FEATURE.trusted | FEATURE.cancel)])]);
    expect(t.ledger.contracts.contractsOf(CAROL)).toEqual([1]);
    expect(t.ledger.contracts.contractsOf(BOB)).toEqual([]);
    expect(t.refusal({ lists: [group([inner(BOB)])] })).toMatchObject({
      code: 'group.item',
      facts: { wallet: BOB },
    });
  });

  it('names no contract that is younger than its reference', () => {
    const list = { ...inner(CAROL) } as Extract<List, { type: 5 }>;
    const lists = [publication('pot'), group([{ ...list, items: [{ applicant: CAROL, contract: 1 }] }])];
    expect(t.refusal({ lists }).code).toBe('group.item');
  });
});
