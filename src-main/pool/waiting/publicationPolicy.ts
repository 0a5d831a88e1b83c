import { demandCanonical } from '#shared/contracts/canonicalScript.ts';
import type { ContractEngine } from '#shared/contracts/engine.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { unlimited } from './fuelBudget.ts';
import type { WalletMessage } from './walletMessage.ts';

/** For each character that is parsed and printed: about as long as so much fuel takes. */
const PARSING_FUEL = 100;

/**
 * What this pool takes in for publication: a script in its canonical form that can be loaded, and a model that is
 * JSON. Policy, not consensus: in a block a script runs as it stands (docs/PROTOCOL.md §9).
 * Throws `contract.notCanonical`, `contract.syntax`, `contract.tooDeep`, `contract.script`, `contract.model`, those of
 * `allowance`: parsing and loading a script costs time, too.
 */
export function demandPublishable(
  { publication }: WalletMessage,
  engine: ContractEngine,
  allowance = unlimited,
): void {
  if (publication === undefined) return;
  const { script, model } = publication;
  allowance.demand();
  allowance.spend(script.length * PARSING_FUEL);
  demandCanonical(script);
  try {
    JSON.parse(model);
  } catch (error) {
    throw new Fault('contract.model', { message: error instanceof Error ? error.message : '' });
  }
  const loaded = engine.load(script);
  allowance.spend(loaded.fuel);
  if (!loaded.ok) throw new Fault('contract.script', { reason: loaded.reason, detail: loaded.detail });
}
