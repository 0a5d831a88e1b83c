import { describe, expect, it } from 'vitest';
import { lintScript } from './scriptLinter.ts';

const codes = (source: string) => lintScript(source).map(({ code }) => code);
const inHandler = (body: string) => codes(`function due(e) { ${body} }`);

describe('notes on a script', () => {
  it('none for one that uses what there is', () => {
    expect(
      codes(`const PRICE = '1';
        function applied({ applicant, creator, date, model: { n = 1, ...rest } }) {
          const list = [...new Set([n])].map((x, i) => x + i);
          for (const { a: b, [n]: c } of [rest]) label: for (let i = 0; i < 3; i++) { if (b) continue label; list.push(c); }
          try { transfer(applicant, creator, PRICE); } catch ({ message }) { save({ message, n }); }
          wake(date + Math.max(...list)); class A { #p = 1; static q = 2; get r() { return new.target ?? this.#p; } }
          return [A, BigInt(1), JSON.stringify({}), /x/u.test(''), Symbol.iterator, undefined, NaN, isNaN(1), typeof window];
        }`),
    ).toEqual([]);
  });

  it('one for each thing that a contract does not have', () => {
    const cases: [string, string][] = [
      ['new Date();', 'clock'],
      ['performance.now();', 'clock'],
      ['setTimeout(() => {}, 1);', 'clock'],
      ['Math.random();', 'chance'],
      ['crypto.getRandomValues([]);', 'chance'],
      ['fetch("x");', 'outside'],
      ['require("fs");', 'outside'],
      ['console.log(1);', 'outside'],
      ['eval("1");', 'evaluation'],
      ['new Function("1");', 'evaluation'],
      ['(() => {}).constructor("1");', 'evaluation'],
      ['new WeakMap();', 'weakReference'],
      ['new Uint8Array(1);', 'binary'],
      ['new Proxy({}, {});', 'proxy'],
      ['Intl.NumberFormat();', 'locale'],
      ['(1).toLocaleString();', 'locale'],
      ['Promise.resolve();', 'asynchronous'],
      ['import("x");', 'module'],
      ['transfers("a");', 'unknownName'],
      ['transfer("a", "b", 1.5);', 'amountIsNumber'],
      ['transfer("a", "b", e.model.price * 2);', 'amountIsNumber'],
      ['while (true) {}', 'endless'],
      ['for (;;) {}', 'endless'],
    ];
    for (const [body, code] of cases) expect([body, inHandler(body)]).toEqual([body, [code]]);
    expect(codes('async function due(e) { await e; }')).toEqual(['asynchronous', 'asynchronous']);
    expect(codes('import x from "y"; function due() {}')).toEqual(['syntax']);
    expect(codes('export function due() {}')).toEqual(['syntax']);
  });

  it('none for a loop that can be left', () => {
    expect(inHandler('while (true) { if (e) break; }')).toEqual([]);
    expect(inHandler('for (;;) { return; }')).toEqual([]);
  });

  it('for a script that never does anything, and one that hides a host function', () => {
    expect(codes('function pay(e) {}')).toEqual(['noHandler']);
    expect(codes('function due(e) {} const transfer = 1;')).toEqual(['hostName']);
    expect(codes('function due(e) { ((wake) => wake)(e); }')).toEqual(['hostName']);
    expect(codes('const due = (e) => {};')).toEqual([]);
  });

  it('with the place, in the order of the script', () => {
    expect(lintScript('function due(e) {\n  foo();\n  new Date();\n}')).toEqual([
      { code: 'unknownName', severity: 'error', line: 2, column: 3, name: 'foo' },
      { code: 'clock', severity: 'error', line: 3, column: 7, name: 'Date' },
    ]);
  });

  it('for what is no script at all', () => {
    expect(lintScript('function due( {')).toMatchObject([{ code: 'syntax', line: 1 }]);
    expect(lintScript(`x = ${'['.repeat(60_000)}`)[0]?.code).toBe('tooDeep');
  });
});
