import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode } from '../protocol/fault.ts';
import { canonicalScript, demandCanonical } from './canonicalScript.ts';

function codeOf(run: () => unknown): FaultCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return undefined;
}

describe('canonical form', () => {
  it('drops comments and layout, and keeps the program', () => {
    const source = '// first\nfunction due ( e ){ /* why */ return  e.date+1 }\n\n\nlet   x=0x10 ;';
    expect(canonicalScript(source)).toBe('function due(e) {\n  return e.date + 1;\n}\nlet x = 0x10;\n');
  });

  it('is the same for programs that differ in comments and layout only', () => {
    const one = 'function due(e){transfer(e.applicant,e.creator,"1")}';
    const other = 'function due(e) {\r\n\ttransfer(e.applicant, /* to */ e.creator, "1"); // one\r\n}\r\n';
    expect(canonicalScript(other)).toBe(canonicalScript(one));
    expect(canonicalScript(one.replace('"1"', '"2"'))).not.toBe(canonicalScript(one));
  });

  it('is its own canonical form', () => {
    const snippets = [
      'const f = async () => {};',
      'class A extends (class {}) { #x = 1; static { this.y = 2; } get z() { return this.#x ?? 0; } }',
      'for (const [a, { b = 1, ...c }] of []) for (let i = 0, n = 2; i < n; i++) label: while (1) break label;',
      `let a = \`x${'$'}{1 + 1}y${'$'}{\`z\`}\`, b = 1n ** 2n, c = /[/\\]]+/giu, d = "\\u2028\\0";`,
      'let o = { __proto__: null, async *g() {}, get p() { return 1; }, [1 + 1]: 2, "a-b": 3 };',
      'if (1) ; else if (2) {} else do {} while (0);',
      'a: { switch (1) { case 1: default: break a; } }',
      'try { throw 1; } catch { } finally { }',
      '(function () {})(); (() => ({}))(); ({}).x; [,1,,];',
      'let x = -(-1), y = +(+1), z = (1, 2), w = (-1) ** 2, v = !(1 in {});',
      'new (f())(); new f.g(); (new f).g(); typeof (() => {}); void 0;',
      'x = a ? b : c ? d : e; x ||= (y, z); x = (a && b) || c; x = a ?? (b || c);',
    ];
    for (const snippet of snippets) {
      const form = canonicalScript(snippet);
      expect(canonicalScript(form)).toBe(form);
      expect(codeOf(() => demandCanonical(form))).toBeUndefined();
    }
  });

  it('refuses what the printer would change', () => {
    // Printed without its parentheses the first would be a directive; the second would reach further.
    const changed = ['("use strict");\nlet x;', 'let x = (a?.b).c;'];
    for (const source of changed) {
      const outcome = codeOf(() => {
        const form = canonicalScript(source);
        // Should a later printer keep it, the form must still be the same program.
        expect(form).toContain('(');
      });
      expect([undefined, 'contract.printer']).toContain(outcome);
    }
    expect(codeOf(() => canonicalScript('("use strict");\nlet x;'))).toBe('contract.printer');
  });

  it('names the place of a mistake', () => {
    try {
      canonicalScript('let a = 1;\nlet b = ;');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'contract.syntax', facts: { line: 2, column: 9 } });
    }
  });

  it('takes ES2023 in strict mode, and nothing later', () => {
    expect(codeOf(() => canonicalScript('with (a) {}'))).toBe('contract.syntax');
    expect(codeOf(() => canonicalScript('let a = 010;'))).toBe('contract.syntax');
    expect(codeOf(() => canonicalScript('await 1;'))).toBe('contract.syntax');
    expect(codeOf(() => canonicalScript('return 1;'))).toBe('contract.syntax');
    expect(codeOf(() => canonicalScript('let r = /a/v;'))).toBe('contract.syntax');
    expect(codeOf(() => canonicalScript('#!/bin/node\n'))).toBe('contract.syntax');
  });

  it('ends on deep and on long scripts', () => {
    expect(codeOf(() => canonicalScript(`let x = ${'('.repeat(60_000)}1${')'.repeat(60_000)};`))).toBe(
      'contract.tooDeep',
    );
    expect(codeOf(() => canonicalScript(`let x = "${'y'.repeat(66_000)}";`))).toBe('contract.tooLong');
  });

  it('is demanded at publication', () => {
    expect(codeOf(() => demandCanonical('let a=1'))).toBe('contract.notCanonical');
  });
});
