import {
  type ContractCall,
  type ContractEngine,
  type ContractHost,
  type HandlerName,
  handlerNames,
  type LoadOutcome,
  type RunOutcome,
} from '../contracts/engine.ts';

type Handler = (host: ContractHost, event: ContractCall['event'], model: unknown) => void;

/**
 * An engine for tests of the ledger: a script is a name, what it does is TypeScript. What is undone and counted is
 * the ledger's business; what real scripts may do is tested with the real engine.
 */
export class TestEngine implements ContractEngine {
  readonly fuelOfRun: number;
  private readonly scripts: Readonly<Record<string, Partial<Record<HandlerName, Handler>>>>;

  constructor(scripts: Readonly<Record<string, Partial<Record<HandlerName, Handler>>>>, fuelOfRun = 10_000) {
    this.scripts = scripts;
    this.fuelOfRun = fuelOfRun;
  }

  load(script: string): LoadOutcome {
    const handlers = this.scripts[script];
    if (handlers === undefined) return { ok: false, fuel: 1_000, reason: 'script', detail: 'no such script' };
    return { ok: true, fuel: 1_000, handlers: handlerNames.filter((name) => handlers[name] !== undefined) };
  }

  run({ script, handler, event, model, host }: ContractCall): RunOutcome {
    const handlers = this.scripts[script];
    if (handlers === undefined) return { ok: false, fuel: 0, reason: 'script', detail: 'no such script' };
    const run = handlers[handler];
    if (run === undefined) return { ok: true, fuel: 0 };
    try {
      run(host, event, JSON.parse(model));
      return { ok: true, fuel: this.fuelOfRun };
    } catch (error) {
      const detail = error instanceof Error ? error.message : '';
      return { ok: false, fuel: this.fuelOfRun, reason: 'exception', detail };
    }
  }
}
