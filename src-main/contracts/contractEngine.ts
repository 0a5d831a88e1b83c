import type { ContractCall, ContractEngine, LoadOutcome, RunOutcome } from '#shared/contracts/engine.ts';
import { createSandbox } from './meteredEngine.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * The engine for blocks, in the thread that applies them: a block is applied whole and at once, and fuel bounds what
 * contracts add to that (`BLOCK_FUEL`, about a second). It is set up when the first contract needs it.
 */
export function openContractEngine(): ContractEngine {
  return new LazyEngine();
}

class LazyEngine implements ContractEngine {
  private sandbox: Sandbox | undefined;

  load(script: string): LoadOutcome {
    return this.opened().load(script);
  }

  run(call: ContractCall): RunOutcome {
    return this.opened().run(call);
  }

  private opened(): Sandbox {
    this.sandbox ??= createSandbox();
    return this.sandbox;
  }
}
