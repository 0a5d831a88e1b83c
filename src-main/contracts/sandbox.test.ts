import { describe, expect, it } from 'vitest';
import type { ContractHost, HandlerName, RunOutcome } from '#shared/contracts/engine.ts';
import { CALL_FUEL, LOAD_FUEL, MAX_RUN_TRANSFERS, RUN_FUEL } from '#shared/contracts/limits.ts';
import { sandboxNames } from '#shared/contracts/scriptLinter.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { createSandbox } from './meteredEngine.ts';

const event = {
  blockId: 100,
  date: 1_700_000_000_000,
  contract: 'contract address',
  creator: 'creator address',
  applicant: 'applicant address',
  fee: '0.0001',
};

class Recorder implements ContractHost {
  readonly log: string[] = [];
  answers = true;
  transfer(from: string, to: string, amount: string): boolean {
    if (amount === 'nonsense') throw new Fault('amount.text', { text: amount });
    this.log.push(`transfer ${from} ${to} ${amount}`);
    return this.answers;
  }
  balance(address: string): string {
    this.log.push(`balance ${address}`);
    return '12.5';
  }
  wake(date: number): void {
    this.log.push(`wake ${date}`);
  }
  save(model: string): void {
    this.log.push(`save ${model}`);
  }
}

const sandbox = createSandbox();

function run(body: string, model = '{}', host = new Recorder(), handler: HandlerName = 'due'): RunOutcome {
  return sandbox.run({ script: `function ${handler}(e) { ${body} }`, handler, event, model, host });
}

/** What a handler finds out, told through `save`. */
function find(expression: string, model = '{}'): unknown {
  const host = new Recorder();
  const outcome = run(`save(${expression});`, model, host);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return JSON.parse(host.log[0]?.slice('save '.length) ?? 'null');
}

function reasonOf(outcome: RunOutcome): string {
  return outcome.ok ? 'ok' : outcome.reason;
}

describe('a contract that behaves', () => {
  it('gets the event and the model, and reaches the host', () => {
    const host = new Recorder();
    const outcome = run(
      `if (transfer(e.applicant, e.creator, '10')) { wake(e.date + 5); save({ paid: e.model.paid + 1 }); }
       balance(e.contract);`,
      '{"paid":1}',
      host,
    );
    expect(outcome.ok).toBe(true);
    expect(host.log).toEqual([
      'transfer applicant address creator address 10',
      'wake 1700000000005',
      'save {"paid":2}',
      'balance contract address',
    ]);
  });

  it('sees the answers of host functions', () => {
    const host = new Recorder();
    host.answers = false;
    run(`save([transfer('a', 'b', '1'), balance('a'), typeof wake(1)])`, '{}', host);
    expect(host.log.at(-1)).toBe('save [false,"12.5","undefined"]');
  });

  it('gets nothing for a handler that is not there, at no cost', () => {
    const outcome = sandbox.run({
      script: 'let a = 1;',
      handler: 'due',
      event,
      model: '{}',
      host: new Recorder(),
    });
    expect(outcome).toEqual({ ok: true, fuel: 0 });
  });

  it('tells which handlers there are, also those that are constants', () => {
    expect(sandbox.load('const due = () => {}; function called() {} let applied = 1;')).toMatchObject({
      ok: true,
      handlers: ['due', 'called'],
    });
  });

  it('keeps nothing from one run to the next', () => {
    const script = `let count = 0; const seen = [];
      function due(e) { count += 1; seen.push(count); Array.prototype.extra = count; globalThis.left = 1;
        save([count, seen.length, typeof globalThis.left]); }`;
    for (let i = 0; i < 3; i++) {
      const host = new Recorder();
      sandbox.run({ script, handler: 'due', event, model: '{}', host });
      expect(host.log).toEqual(['save [1,1,"number"]']);
    }
    expect(find('[typeof Array.prototype.extra, typeof globalThis.left]')).toEqual([
      'undefined',
      'undefined',
    ]);
  });

  it('costs at least what setting up costs', () => {
    expect(run('')).toEqual({ ok: true, fuel: RUN_FUEL });
  });
});

describe('a run that does not end', () => {
  const endless: Record<string, string> = {
    loop: 'for (;;);',
    'catch and continue': 'for (;;) { try { for (;;); } catch (e) {} }',
    'finally and continue': 'for (;;) { try { for (;;); } finally { continue; } }',
    'native search': 'const a = "a".repeat(1 << 20); a.lastIndexOf("a".repeat(1 << 19) + "b");',
    'regular expression': '/(a*)*b/.test("a".repeat(40));',
    'regular expression with look-behind': '/(?<=c(a|aa)+)b/.test("a".repeat(60) + "b");',
    sort: 'const a = []; for (let i = 0; i < 1e6; i++) a.push((i * 7919) % 100003); a.sort((x, y) => x - y);',
    'big numbers': 'let b = 3n; for (;;) b = b * b;',
    'big number as text': '(7n ** 400000n).toString();',
    JSON: 'let o = {}; for (let i = 0; i < 2e5; i++) o = { o, p: i }; JSON.stringify(o);',
    'string copies': 'let s = "x".repeat(1 << 20); for (;;) s.replaceAll("x", "y");',
    'array fill': 'const a = new Array(1 << 18).fill(0); for (;;) a.fill(1);',
    generator: 'function* g() { for (;;) yield 1; } for (const x of g());',
    'getter in a comparison': '[1, 2].sort({ valueOf() { for (;;); } } > 1);',
  };
  for (const [name, body] of Object.entries(endless)) {
    it(`ends by fuel: ${name}`, () => {
      const outcome = run(body);
      expect(reasonOf(outcome)).toBe('fuel');
      expect(outcome.fuel).toBe(CALL_FUEL);
    });
  }

  it("ends by fuel in the top level, and in a getter under a handler's name", () => {
    for (const script of [
      'for (;;);',
      'Object.defineProperty(globalThis, "due", { get() { for (;;); } });',
    ]) {
      expect(sandbox.load(script)).toMatchObject({ ok: false, reason: 'fuel', fuel: LOAD_FUEL });
    }
  });

  it('does not go on after a limit: no host call, no catch', () => {
    const host = new Recorder();
    run(
      'try { for (;;); } catch (e) { transfer("a", "b", "1"); } finally { transfer("a", "b", "2"); }',
      '{}',
      host,
    );
    expect(host.log).toEqual([]);
  });

  it('ends after too many transfers', () => {
    const host = new Recorder();
    const outcome = run('try { for (;;) transfer("a", "b", "1"); } catch (e) { save(1); }', '{}', host);
    expect(reasonOf(outcome)).toBe('transfers');
    expect(host.log).toEqual(Array(MAX_RUN_TRANSFERS).fill('transfer a b 1'));
  });
});

describe('memory', () => {
  it('ends a run when it is used up, and the script cannot catch that', () => {
    const host = new Recorder();
    const outcome = run('try { "x".repeat(1 << 28); } catch (e) {} transfer("a", "b", "1");', '{}', host);
    expect(reasonOf(outcome)).toBe('memory');
    expect(host.log).toEqual([]);
    const bomb = run(
      'const a = []; try { for (let s = "xyz"; ; s = (s + s).slice(1)) a.push(s); } catch (e) { save(1); }',
    );
    expect(reasonOf(bomb)).toBe('memory');
  });

  it('may hold only so much of what the top level made', () => {
    const making = (count: number) =>
      `const a = []; for (let i = 0; i < ${count}; i++) a.push({ i }); function due() {}`;
    expect(sandbox.load(making(40_000))).toMatchObject({ ok: false, reason: 'memory' });
    expect(sandbox.load(making(5_000))).toMatchObject({ ok: true });
    const call = { handler: 'due', event, model: '{}', host: new Recorder() } as const;
    expect(sandbox.run({ ...call, script: making(5_000) }).fuel).toBeGreaterThan(RUN_FUEL + 5_000);
  });

  it('is put back byte for byte, whatever a run did to it', () => {
    const wild = [
      'for (let i = 0; ; i++) a.push("y".repeat(5000) + i);',
      '(function f() { f(); })();',
      'for (;;) { Array.prototype[a.length] = a; a.push({}); }',
      'Object.prototype.x = 1; delete Math.abs; a.push(/(a*)*b/.exec("a".repeat(30)));',
      'transfer({}, 1, 2);',
    ];
    for (const body of wild) {
      const text = `function due(e) { const a = []; try { ${body} } catch (x) {} }`;
      const fresh = createSandbox().imageBeforeRun(text);
      sandbox.load(text);
      run('save("something else in between".repeat(1000))');
      sandbox.run({ script: text, handler: 'due', event, model: '{}', host: new Recorder() });
      expect(Buffer.compare(sandbox.imageBeforeRun(text), fresh)).toBe(0);
    }
  });

  it('and a used engine does as a fresh one does', () => {
    const script = `function due(e) { const m = new Map(); for (let i = 0; i < 500; i++) m.set('k' + i, { i });
      save([...m.values()].reduce((sum, { i }) => sum + i, 0) + e.model.n); }`;
    const call = (n: number, into: ContractHost) =>
      ({ script, handler: 'due', event, model: `{"n":${n}}`, host: into }) as const;
    for (let n = 0; n < 5; n++) {
      run('const a = []; for (let i = 0; ; i++) a.push("y".repeat(i));');
      const used = new Recorder();
      const fresh = new Recorder();
      expect(sandbox.run(call(n, used))).toEqual(createSandbox().run(call(n, fresh)));
      expect(used.log).toEqual(fresh.log);
    }
  });
});

describe('depth', () => {
  it('a script that recurses gets an error at a fixed depth', () => {
    const depth = find(
      '(() => { let n = 0; const f = () => { n += 1; f(); }; try { f(); } catch (x) {} return n; })()',
    );
    expect(depth).toBe(
      find('(() => { let n = 0; const f = () => { n += 1; f(); }; try { f(); } catch (x) {} return n; })()'),
    );
    expect(depth).toBeGreaterThan(50);
  });

  const deep: Record<string, string> = {
    parentheses: `let x = ${'('.repeat(30_000)}1${')'.repeat(30_000)};`,
    arrays: `let x = ${'['.repeat(30_000)}${']'.repeat(30_000)};`,
    'unary operators': `let x = ${'- '.repeat(30_000)}1;`,
    blocks: `${'{'.repeat(30_000)}${'}'.repeat(30_000)}`,
    functions: `let x = ${'a=>'.repeat(20_000)}1;`,
    'template literals': `let x = ${'`${'.repeat(15_000)}1${'}`'.repeat(15_000)};`,
    'regular expression': `let x = /${'('.repeat(20_000)}${')'.repeat(20_000)}/;`,
  };
  for (const [name, source] of Object.entries(deep)) {
    it(`deep source ends in the sandbox: ${name}`, () => {
      const outcome = sandbox.load(source);
      expect(outcome.ok).toBe(false);
      expect(outcome.ok || ['depth', 'exception', 'fuel', 'memory'].includes(outcome.reason)).toBe(true);
    });
  }

  it('deep values end in the sandbox', () => {
    for (const body of [
      'JSON.parse("[".repeat(100000));',
      'new RegExp("(".repeat(100000));',
      'let a = []; for (let i = 0; i < 20000; i++) a = [a]; a.flat(Infinity); String(a); JSON.stringify(a);',
      'let g = () => 1; for (let i = 0; i < 2000; i++) g = g.bind(null); g(); throw 1;',
      'const o = { toString() { return "" + o; } }; "" + o;',
      'function f() { [2, 1].sort(f); } f();',
      'function f() { "a".replace(/a/, f); } f();',
    ]) {
      expect(run(body).ok).toBe(false);
    }
  });
});

describe('what a script cannot reach', () => {
  it('clock, chance, evaluation, weak references, jobs', () => {
    const names =
      'eval Function Date Proxy WeakRef WeakMap WeakSet FinalizationRegistry SharedArrayBuffer Atomics ArrayBuffer ' +
      'Uint8Array DataView Promise Intl console performance setTimeout queueMicrotask require process fetch ' +
      'WebAssembly keepModel print std os';
    for (const name of names.split(' ')) expect([name, find(`typeof ${name}`)]).toEqual([name, 'undefined']);
    expect(find('typeof Math.random')).toBe('undefined');
    expect(run('import("x");').ok && find('1')).toBe(1);
  });

  it('any other name than those that the linter knows', () => {
    const names = find('Object.getOwnPropertyNames(globalThis)') as string[];
    expect(names.filter((name) => name !== 'due').sort()).toEqual([...sandboxNames].sort());
  });

  it('the constructors of functions, by any path', () => {
    const makers = [
      'function () {}',
      'function* () {}',
      'async function () {}',
      'async function* () {}',
      '() => {}',
    ];
    for (const maker of makers) {
      expect(find(`typeof (${maker}).constructor`)).toBe('undefined');
      expect(find(`typeof Object.getPrototypeOf(${maker}).constructor`)).toBe('undefined');
      expect(reasonOf(run(`Object.getPrototypeOf(${maker}).constructor = 1;`))).toBe('exception');
    }
    expect(find('typeof transfer.constructor')).toBe('undefined');
    expect(find('typeof Object.getPrototypeOf(async function () {}).constructor')).toBe('undefined');
    expect(reasonOf(run('setTimeout("1")'))).toBe('exception');
    expect(reasonOf(run('(0, eval)("1")'))).toBe('exception');
  });

  it('other modules', () => {
    expect(sandbox.load('import "std"; function due() {}').ok).toBe(false);
    const host = new Recorder();
    run('import("std").then(() => save(1));', '{}', host);
    expect(host.log).toEqual([]);
  });

  it('the host functions as the next run will find them', () => {
    for (const name of ['transfer', 'balance', 'wake', 'save']) {
      expect(reasonOf(run(`globalThis.${name} = () => true;`))).toBe('exception');
      expect(reasonOf(run(`delete globalThis.${name};`))).toBe('exception');
      expect(sandbox.load(`function ${name}() {}`).ok).toBe(false);
    }
  });

  it('the way in which it is called, by changing built-in things', () => {
    const script = `
      JSON.parse = () => ({ stolen: true }); JSON.stringify = () => '"stolen"'; Object.freeze = (x) => x;
      Object.prototype.model = 'polluted'; Object.prototype.toJSON = () => 'polluted';
      Object.getPrototypeOf(due).call = () => 1; Array.prototype[Symbol.iterator] = () => { throw 1; };
      function due(e) { 'use strict'; let frozen = false; try { e.date = 1; } catch (x) { frozen = true; }
        transfer(String(e.model.own), String(e.date), String(frozen)); }`;
    const host = new Recorder();
    const outcome = sandbox.run({ script, handler: 'due', event, model: '{"own":5}', host });
    expect(outcome).toMatchObject({ ok: true });
    expect(host.log).toEqual(['transfer 5 1700000000000 true']);
  });

  it('a host function while it is loaded', () => {
    for (const body of ['transfer("a", "b", "1")', 'balance("a")', 'wake(1)', 'save(1)']) {
      expect(sandbox.load(`${body}; function due() {}`)).toMatchObject({ ok: false, reason: 'argument' });
    }
  });

  it('a host function while its error is described', () => {
    const host = new Recorder();
    const outcome = run('throw { get message() { transfer("a", "b", "1"); return "x"; } };', '{}', host);
    expect(reasonOf(outcome)).toBe('exception');
    expect(host.log).toEqual([]);
    expect(reasonOf(run('throw { get message() { for (;;); } };'))).toBe('exception');
  });
});

describe('arguments of host functions', () => {
  const wrong = [
    'transfer()',
    'transfer("a", "b")',
    'transfer("a", "b", 1)',
    'transfer("a", "b", 1n)',
    'transfer({ toString() { return "a"; } }, "b", "1")',
    'transfer(new String("a"), "b", "1")',
    'transfer("a", ["b"], "1")',
    'transfer(Symbol("a"), "b", "1")',
    'transfer("a", null, "1")',
    'transfer("a\\0b", "b", "1")',
    'transfer("\\ud800", "b", "1")',
    'transfer("a", "b", "nonsense")',
    'balance()',
    'balance({ get length() { return 1; } })',
    'wake("5")',
    'wake(NaN)',
    'wake(Infinity)',
    'wake(-1)',
    'wake(1.5)',
    'wake(2 ** 53)',
    'wake(5n)',
    'save()',
    'save(() => 1)',
    'save("x".repeat(70000))',
  ];
  for (const call of wrong) {
    it(`end the run: ${call}`, () => {
      const host = new Recorder();
      expect(reasonOf(run(`try { ${call}; } catch (x) {} transfer("a", "b", "1");`, '{}', host))).toBe(
        'argument',
      );
      expect(host.log).toEqual([]);
    });
  }

  it("never run the script's code", () => {
    const host = new Recorder();
    run(
      'try { transfer({ get length() { save(1); }, toString() { save(2); }, valueOf() { save(3); } }, "b", "1"); } catch (x) {}',
      '{}',
      host,
    );
    expect(host.log).toEqual([]);
  });

  it('are not read beyond what an address or a model may have', () => {
    for (const call of ['transfer("a".repeat(101), "b", "1")', 'balance("a".repeat(1 << 20))']) {
      expect(reasonOf(run(`${call};`))).toBe('argument');
    }
  });

  it('cannot lead back into the sandbox', () => {
    const host = new Recorder();
    host.balance = () => {
      run('save(1);');
      return '1';
    };
    expect(() => run('balance("a");', '{}', host)).toThrow('may not run a contract');
  });

  it('an error of the host itself is no verdict on the contract', () => {
    const host = new Recorder();
    host.balance = () => {
      throw new Error('disk full');
    };
    expect(() => run('balance("a");', '{}', host)).toThrow('disk full');
    expect(run('save(1);').ok).toBe(true);
  });

  it('a model that cannot be turned into JSON throws in the script', () => {
    expect(reasonOf(run('const a = {}; a.a = a; save(a);'))).toBe('exception');
    expect(reasonOf(run('save(1n);'))).toBe('exception');
  });
});

describe('a script that cannot be loaded', () => {
  it("is refused with the engine's words", () => {
    const outcome = sandbox.load('function due( {');
    expect(outcome.ok).toBe(false);
    expect(outcome.ok || outcome.detail).not.toBe('');
    expect(
      reasonOf(
        sandbox.run({
          script: 'throw new Error("no");',
          handler: 'due',
          event,
          model: '{}',
          host: new Recorder(),
        }),
      ),
    ).toBe('script');
  });

  it('is strict code', () => {
    expect(sandbox.load('with ({}) {}').ok).toBe(false);
    expect(reasonOf(run('undeclared = 1;'))).toBe('exception');
    expect(reasonOf(run('e.date = 1;'))).toBe('exception');
  });

  it('costs the same when it is known already', () => {
    const script = 'const big = []; for (let i = 0; i < 10000; i++) big.push(i); function due() {}';
    const first = sandbox.load(script);
    expect(sandbox.load(script)).toEqual(first);
    expect(createSandbox().load(script)).toEqual(first);
  });
});
