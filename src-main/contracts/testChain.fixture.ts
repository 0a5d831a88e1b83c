import { compileContract } from '#shared/contracts/contractFile.ts';
import { type ContractLedger, ContractRunner, type RunRecord } from '#shared/contracts/contractRunner.ts';
import { ContractOverlay, type ContractRecord } from '#shared/contracts/contractState.ts';
import { ContractTable } from '#shared/contracts/contractTable.ts';
import type { ContractEngine } from '#shared/contracts/engine.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { formatCoins, parseCoins, type Units } from '#shared/protocol/amounts.ts';
import { encodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';

export const DAY = 24 * 3600_000;
const PREFIX = 'tcoco';
const FEE = 10_000n;

/** Wallets by name with balances, blocks by date: what a ledger would be to contracts, in a few lines. */
export class TestChain implements ContractLedger {
  readonly defaultFee = FEE;
  readonly trusted = new Set<string>();
  readonly table = new ContractTable();
  private readonly engine: ContractEngine;
  private readonly names: string[] = [];
  private balances: Units[] = [];
  private blockId = 93;
  date: number;

  constructor(engine: ContractEngine, date = 1_790_000_000_000) {
    this.engine = engine;
    this.date = date;
  }

  wallet(name: string, coins = '0'): number {
    this.names.push(name);
    this.balances.push(parseCoins(coins));
    return this.names.length - 1;
  }

  idOf(name: string): number {
    return this.names.indexOf(name);
  }

  address(name: string): string {
    return encodeAddress(PREFIX, sha256(encodeUtf8(name)));
  }

  coins(name: string): string {
    return formatCoins(this.balanceOf(this.idOf(name)));
  }

  addressOf(wallet: number): string {
    return this.address(this.names[wallet] ?? '');
  }

  walletOfAddress(address: string): number {
    const key = toHex(decodeAddress(PREFIX, address));
    return this.names.findIndex((name) => toHex(sha256(encodeUtf8(name))) === key);
  }

  balanceOf(wallet: number): Units {
    return this.balances[wallet] ?? 0n;
  }

  mayBeCharged(wallet: number): boolean {
    return !this.trusted.has(this.names[wallet] ?? '');
  }

  move(from: number, to: number, amount: Units, fee: Units): void {
    this.balances[from] = this.balanceOf(from) - amount - fee;
    this.balances[to] = this.balanceOf(to) + amount;
  }

  mark(): unknown {
    return [...this.balances];
  }

  release(): void {}

  rollback(mark: unknown): void {
    this.balances = [...(mark as Units[])];
  }

  /** Publishes a file; the contract's account is the wallet `account`. */
  publish(creator: string, text: string): ContractRecord {
    const { script, model, hash } = compileContract(encodeUtf8(text));
    const account = this.wallet(`account of ${this.table.contractCount + 1}`);
    const published: ContractRecord[] = [];
    this.block(0, (runner) => {
      published.push(runner.publish({ hash, creator: this.idOf(creator), account, script, model }));
    });
    const [contract] = published;
    if (contract === undefined) throw new Error('Not published.');
    return contract;
  }

  /** Makes the next block, `wait` ms later; what is due runs after the items. */
  block(
    wait: number,
    items?: (runner: ContractRunner) => void,
  ): { runner: ContractRunner; due: RunRecord[] } {
    this.date += wait;
    this.blockId += 1;
    const overlay = new ContractOverlay(this.table);
    const runner = new ContractRunner(this.engine, overlay, this, { blockId: this.blockId, date: this.date });
    items?.(runner);
    const due = runner.runDue();
    this.table.commit(overlay.changes());
    return { runner, due };
  }
}
