import type { Tip } from '#shared/ledger/ledgerView.ts';
import { ROW, rowBalance, viewOf } from '#shared/ledger/walletRow.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { decodeUndo, type UndoRecord } from './chainMeta.ts';
import { eachChange } from './changeRecord.ts';
import type { Database } from './database.ts';
import { undoKey } from './keys.ts';

async function readUndo(database: Database, id: number): Promise<UndoRecord | undefined> {
  const sealed = await database.get(undoKey(id));
  return sealed === undefined ? undefined : decodeUndo(sealed, id);
}

/** The chain's end before a block; undefined where it is not kept any more. */
export async function readTipBefore(database: Database, id: number): Promise<Tip | undefined> {
  return (await readUndo(database, id))?.tip;
}

/** What a block did to the balances of these wallets, in units; undefined where that is not kept any more. */
export async function readBalanceChanges(
  database: Database,
  id: number,
  wallets: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Units> | undefined> {
  const undo = await readUndo(database, id);
  if (undo === undefined) return undefined;
  const changes = new Map<number, Units>();
  const row = new Uint8Array(ROW);
  const view = viewOf(row);
  for (const [side, sign] of [
    ['before', -1n],
    ['after', 1n],
  ] as const) {
    eachChange(undo.changes, side, (wallet, change) => {
      if (!wallets.has(wallet)) return;
      row.fill(0);
      change(row, 0);
      changes.set(wallet, (changes.get(wallet) ?? 0n) + sign * rowBalance(view, 0));
    });
  }
  return changes;
}
