import {
  type ContractCall,
  type ContractEngine,
  type ContractHost,
  type HandlerName,
  handlerNames,
  type LoadOutcome,
  type RunFailure,
  type RunOutcome,
} from '#shared/contracts/engine.ts';
import {
  CALL_FUEL,
  HOST_FUEL,
  LOAD_FUEL,
  MAX_LOADED_BYTES,
  MAX_MODEL_BYTES,
  MAX_RUN_TRANSFERS,
  RUN_FUEL,
} from '#shared/contracts/limits.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { bootstrap, handlerSource } from './bootstrap.ts';
import { DEPTH_LIMIT } from './metering.ts';
import { EngineStop, OutOfMemory, QuickJs, type Snapshot } from './quickjs.ts';
import { webAssembly } from './webAssembly.ts';

/** QuickJS's own stack: a script that recurses too deep gets an error that it can catch, at a fixed depth. */
const SCRIPT_STACK_BYTES = 32 * 1024;
/** Base objects, evaluation, string normalisation, regular expressions, JSON, Map and Set, Promise, BigInt. */
const INTRINSICS = 1 | 4 | 8 | 16 | 32 | 64 | 256 | 1024 | 2048;
const STRICT = 8;
const SETUP_FUEL = 0x7fffffff;
/** For telling a person what went wrong, after the verdict. */
const DETAIL_FUEL = 100_000;
/** Loaded scripts kept, about 0.2 MB each, at most ten times as much. */
const KEPT_SCRIPTS = 128;
/** Characters of an address or an amount, and of an error's message. */
const MAX_ARGUMENT = 100;
const MAX_DETAIL = 500;

const hostFunctions = ['transfer', 'balance', 'wake', 'keepModel'] as const;
const argumentTypes = [['string', 'string', 'string'], ['string'], ['number'], ['string']] as const;

/** Ends a run from inside a host function; a script can't catch it. */
class RunEnd extends Error {
  readonly reason: RunFailure;
  constructor(reason: RunFailure, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** What the script threw: the address of its value. */
class ScriptError extends Error {
  readonly exception: number;
  constructor(exception: number) {
    super('exception');
    this.exception = exception;
  }
}

interface Loaded {
  readonly outcome: LoadOutcome;
  readonly snapshot?: Snapshot;
  readonly handlers: Readonly<Partial<Record<HandlerName, number>>>;
  /** What a run costs at least: the more the script has set up, the more is to be put back. */
  readonly runFuel: number;
}

/**
 * Runs contracts' scripts, each run in memory of its own: the engine is put back to the state that it had when the
 * script had just been loaded. One sandbox has one engine and runs one thing at a time.
 */
export class Sandbox implements ContractEngine {
  private readonly engine: QuickJs;
  private readonly context: number;
  private readonly dispatcher: number;
  private readonly base: Snapshot;
  private readonly loaded = new Map<string, Loaded>();
  private host: ContractHost | undefined;
  private transfers = 0;

  /** @param meteredModule the compiled module of `meteredEngine()` */
  constructor(meteredModule: object) {
    const engine = new QuickJs(meteredModule);
    this.engine = engine;
    engine.fuel = SETUP_FUEL;
    const runtime = engine.fn.newRuntime();
    engine.fn.setMaxStackSize(runtime, SCRIPT_STACK_BYTES);
    this.context = engine.fn.newContext(runtime, INTRINSICS);
    const global = engine.fn.globalObject(this.context);
    for (const [id, name] of hostFunctions.entries()) {
      const value = engine.newFunction(this.context, name, argumentTypes[id]?.length ?? 0, id + 1);
      engine.setProperty(this.context, global, name, value);
      engine.fn.freeValue(this.context, value);
    }
    engine.fn.freeValue(this.context, global);
    this.dispatcher = engine.evaluate(this.context, bootstrap, 'coco', STRICT);
    if (this.exceptionOf(this.dispatcher) !== 0) throw new Error('The engine could not be set up.');
    engine.hostCall = (count, values, id) => this.callHost(count, values, id);
    this.base = engine.takeSnapshot();
  }

  /** Everything that the engine holds before a script: equal on every machine. */
  baseImage(): Uint8Array {
    const { stack, data, heap } = this.base;
    const image = new Uint8Array(stack.length + data.length + heap.length);
    image.set(stack);
    image.set(data, stack.length);
    image.set(heap, stack.length + data.length);
    return image;
  }

  load(script: string): LoadOutcome {
    return this.loadScript(script).outcome;
  }

  run({ script, handler, event, model, host }: ContractCall): RunOutcome {
    const loaded = this.loadScript(script);
    if (!loaded.outcome.ok)
      return { ok: false, fuel: RUN_FUEL, reason: 'script', detail: loaded.outcome.detail };
    const address = loaded.handlers[handler];
    if (address === undefined || loaded.snapshot === undefined) return { ok: true, fuel: 0 };
    const { engine, context } = this;
    if (this.host !== undefined) throw new Error('A host function may not run a contract.');
    engine.restore(loaded.snapshot);
    this.host = host;
    this.transfers = 0;
    try {
      return this.guarded(CALL_FUEL, loaded.runFuel, () => {
        const values = [
          address,
          engine.newString(context, JSON.stringify(event)),
          engine.newString(context, model),
        ];
        const error = this.exceptionOf(engine.call(context, this.dispatcher, values));
        if (error !== 0) throw new ScriptError(error);
      });
    } finally {
      this.host = undefined;
    }
  }

  /** A copy of all memory as a run of this script would find it. */
  imageBeforeRun(script: string): Uint8Array {
    const { snapshot } = this.loadScript(script);
    this.engine.restore(snapshot ?? this.base);
    return this.engine.memory.slice();
  }

  private loadScript(script: string): Loaded {
    const kept = this.loaded.get(script);
    if (kept !== undefined) {
      // The latest used one goes to the end, so that the first one is the one to drop.
      this.loaded.delete(script);
      this.loaded.set(script, kept);
      return kept;
    }
    const made = this.evaluateScript(script);
    this.loaded.set(script, made);
    if (this.loaded.size > KEPT_SCRIPTS) {
      for (const oldest of this.loaded.keys()) {
        this.loaded.delete(oldest);
        break;
      }
    }
    return made;
  }

  private evaluateScript(script: string): Loaded {
    const { engine, context } = this;
    engine.restore(this.base);
    const found: Partial<Record<HandlerName, number>> = {};
    const outcome = this.guarded(LOAD_FUEL, RUN_FUEL, () => {
      const result = engine.evaluate(context, script, 'contract.js', STRICT);
      const error = this.exceptionOf(result);
      if (error !== 0) throw new ScriptError(error);
      // A name may lead to a getter, so looking it up is the script's doing and is paid like the rest of it.
      for (const name of handlerNames) {
        const value = engine.evaluate(context, handlerSource(name), 'coco', STRICT);
        if (this.exceptionOf(value) === 0 && engine.typeOf(context, value) === 'function')
          found[name] = value;
      }
    });
    const { fuel } = outcome;
    if (!outcome.ok) return { outcome, handlers: {}, runFuel: RUN_FUEL };
    const grown = engine.heapLength - this.base.heap.length;
    if (grown > MAX_LOADED_BYTES) {
      const detail = `${grown} bytes`;
      return { outcome: { ok: false, fuel, reason: 'memory', detail }, handlers: {}, runFuel: RUN_FUEL };
    }
    const handlers = handlerNames.filter((name) => found[name] !== undefined);
    return {
      outcome: { ok: true, fuel, handlers },
      snapshot: engine.takeSnapshot(),
      handlers: found,
      runFuel: RUN_FUEL + (grown >> 5),
    };
  }

  /** Runs something in the engine with so much fuel and tells how it ended. */
  private guarded(fuel: number, least: number, run: () => void): RunOutcome {
    const { engine } = this;
    engine.fuel = fuel;
    const used = () => Math.max(least, Math.min(fuel, fuel - engine.fuel));
    const failed = (reason: RunFailure, detail = '') =>
      ({ ok: false, fuel: used(), reason, detail }) as const;
    try {
      run();
      return { ok: true, fuel: used() };
    } catch (error) {
      if (error instanceof ScriptError) {
        const outcome = failed('exception');
        return { ...outcome, detail: this.describe(error.exception) };
      }
      if (error instanceof RunEnd) return failed(error.reason, error.message);
      if (error instanceof OutOfMemory) return failed('memory');
      if (error instanceof EngineStop) return failed('trap', error.message);
      // Only what the module itself raised is a verdict. The host's own stack overflow, say, is this node's trouble.
      if (!(error instanceof webAssembly.RuntimeError)) throw error;
      if (engine.fuel < 0) return failed('fuel');
      return engine.depth > DEPTH_LIMIT ? failed('depth') : failed('trap');
    }
  }

  private exceptionOf(value: number): number {
    return this.engine.fn.resolveException(this.context, value);
  }

  /** The thrown value as text, as far as that works without harm. */
  private describe(exception: number): string {
    const { engine, context } = this;
    engine.fuel = DETAIL_FUEL;
    const host = this.host;
    this.host = undefined;
    try {
      if (engine.typeOf(context, exception) === 'string')
        return engine.readString(context, exception, MAX_DETAIL) ?? '';
      const key = engine.newString(context, 'message');
      const message = engine.fn.getProperty(context, exception, key);
      if (engine.typeOf(context, message) !== 'string') return '';
      return engine.readString(context, message, MAX_DETAIL) ?? '';
    } catch {
      return '';
    } finally {
      this.host = host;
    }
  }

  private callHost(count: number, values: number, id: number): number {
    const { engine, context, host } = this;
    const name = hostFunctions[id - 1];
    if (name === undefined) throw new RunEnd('argument', 'no such function');
    const types = argumentTypes[id - 1] ?? [];
    if (host === undefined) throw new RunEnd('argument', `${name} can be called in a handler only`);
    const args = types.map((type, index) => {
      const value = index < count ? engine.fn.argument(values, index) : 0;
      const found = value === 0 ? 'undefined' : engine.typeOf(context, value);
      if (found !== type) throw new RunEnd('argument', `${name}: argument ${index + 1} is no ${type}`);
      if (type === 'number') return engine.fn.getFloat64(context, value);
      const text = engine.readString(context, value, name === 'keepModel' ? MAX_MODEL_BYTES : MAX_ARGUMENT);
      if (text === undefined) throw new RunEnd('argument', `${name}: argument ${index + 1} is no plain text`);
      return text;
    });
    try {
      return this.answer(name, args, host);
    } catch (error) {
      if (isFault(error)) throw new RunEnd('argument', `${name}: ${error.code}`);
      throw error;
    }
  }

  private answer(
    name: (typeof hostFunctions)[number],
    args: (string | number)[],
    host: ContractHost,
  ): number {
    const { engine, context } = this;
    const [first = '', second = '', third = ''] = args;
    switch (name) {
      case 'transfer': {
        this.pay(HOST_FUEL.transfer);
        this.transfers += 1;
        if (this.transfers > MAX_RUN_TRANSFERS)
          throw new RunEnd('transfers', `more than ${MAX_RUN_TRANSFERS}`);
        const moved = host.transfer(String(first), String(second), String(third));
        return moved ? engine.fn.trueValue() : engine.fn.falseValue();
      }
      case 'balance':
        this.pay(HOST_FUEL.balance);
        return engine.newString(context, host.balance(String(first)));
      case 'wake':
        this.pay(HOST_FUEL.wake);
        if (!Number.isSafeInteger(first) || Number(first) < 0) throw new RunEnd('argument', 'wake: no date');
        host.wake(Number(first));
        return engine.fn.undefinedValue();
      case 'keepModel': {
        this.pay(HOST_FUEL.save);
        const bytes = engine.byteLength(String(first));
        if (bytes > MAX_MODEL_BYTES) throw new RunEnd('argument', `save: ${bytes} bytes`);
        host.save(String(first));
        return engine.fn.undefinedValue();
      }
    }
  }

  private pay(fuel: number): void {
    this.engine.fuel -= fuel;
    if (this.engine.fuel < 0) throw new RunEnd('fuel', '');
  }
}
