import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8, toHex } from '../protocol/bytes.ts';
import { Fault, type FaultCode } from '../protocol/fault.ts';
import { sha256 } from '../protocol/hashing.ts';
import { compileContract, demandPublished, readContract } from './contractFile.ts';
import { lintScript } from './scriptLinter.ts';
import { contractTemplates } from './templates/templates.ts';

const FENCE = '```';

function file(script: string, model?: string, terms = '# Terms\n\nYou pay.\n'): string {
  const data = model === undefined ? '' : `\n${FENCE}json model\n${model}\n${FENCE}\n`;
  return `${terms}${data}\n${FENCE}js contract\n${script}\n${FENCE}\n`;
}

const compile = (text: string) => compileContract(encodeUtf8(text));

function codeOf(text: string): FaultCode | undefined {
  try {
    compile(text);
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return undefined;
}

describe('a contract file', () => {
  it('is taken apart: title, terms, script, model', () => {
    const contract = compile(file('function due(e){}', '{ "price": "1" }'));
    expect(contract.title).toBe('Terms');
    expect(contract.terms).toBe('# Terms\n\nYou pay.');
    expect(contract.model).toBe('{ "price": "1" }');
    expect(contract.script).toBe('function due(e) {}\n');
    expect(contract.scriptLine).toBe(10);
  });

  it('has an empty model without a block for it', () => {
    expect(compile(file('let a;')).model).toBe('{}');
  });

  it('compiles to itself with the canonical script in place, and is hashed as a whole', () => {
    const contract = compile(file('// why\nfunction due(e){}'));
    expect(decodeUtf8(contract.file)).toBe(file('function due(e) {}'));
    expect(toHex(contract.hash)).toBe(toHex(sha256(encodeUtf8(file('function due(e) {}')))));
    expect(compileContract(contract.file).hash).toEqual(contract.hash);
  });

  it('has a hash that comments and layout leave as it is, and terms, model and script do not', () => {
    const hash = (text: string) => toHex(compile(text).hash);
    const base = hash(file('function due(e) {}', '1'));
    expect(hash(file('/* a */ function   due(e){\n}', '1'))).toBe(base);
    expect(hash(file('function due(x) {}', '1'))).not.toBe(base);
    expect(hash(file('function due(e) {}', '2'))).not.toBe(base);
    expect(hash(file('function due(e) {}', '1', '# Terms\n\nYou  pay.\n'))).not.toBe(base);
  });

  it('keeps every other byte: line ends, a byte order mark, blocks of other kinds', () => {
    const terms = `\ufeff# Terms\r\n\r\n${FENCE}js\r\nlet notTheContract=1\r\n${FENCE}\r\n~~~js contract-like\r\nx\r\n~~~\r\n`;
    const text = `${terms}${FENCE}js contract\r\nlet a=1\r\n${FENCE}\r\n`;
    expect(decodeUtf8(compile(text).file)).toBe(`${terms}${FENCE}js contract\r\nlet a = 1;\n${FENCE}\r\n`);
  });

  it('may have fences of tildes and longer ones', () => {
    expect(compile('~~~~ js   contract 1\nlet a=1\n~~~\n~~~~\n'.replace('~~~\n~~~~', '~~~~')).script).toBe(
      'let a = 1;\n',
    );
    expect(compile('~~~js contract\nlet a=1\n~~~~~').script).toBe('let a = 1;\n');
  });

  it('shows a script in another block without being misled', () => {
    const shown = `${FENCE}${FENCE[0]}\n${FENCE}js contract\nlet example = 1;\n${FENCE}\n${FENCE}${FENCE[0]}\n`;
    expect(compile(shown + file('let real = 1;')).script).toBe('let real = 1;\n');
  });

  it('is refused with the reason', () => {
    const refused: [string, FaultCode][] = [
      ['# Only words', 'contract.noScript'],
      [`${FENCE}js\nlet a;\n${FENCE}\n`, 'contract.noScript'],
      [file('let a;') + file('let b;'), 'contract.severalScripts'],
      [`${FENCE}json model\n1\n${FENCE}\n${file('let a;', '2')}`, 'contract.severalModels'],
      [file('let a;').replace(/```\n$/, ''), 'contract.fence'],
      [file('let a;').replace('```js', '  ```js'), 'contract.fence'],
      [file(`let a = \`\n${FENCE}\n\`;`), 'contract.syntax'],
      [file('let a;').replace('js contract', 'js contract 2'), 'contract.version'],
      [file('let a;').replace('js contract', 'js contract 1 x'), 'contract.version'],
      [file('let a = ;'), 'contract.syntax'],
      [file('let a;', '{ price: 1 }'), 'contract.model'],
      [file('let a;', `"${'x'.repeat(65_536)}"`), 'contract.tooLong'],
      [file('let a;', undefined, 'x'.repeat(262_144)), 'contract.tooLong'],
    ];
    for (const [text, code] of refused) expect(codeOf(text)).toBe(code);
  });

  it('is refused where the printed script would end its own block', () => {
    // The block's fence is longer than the one within the script; a printer must not change that, but may.
    const text = `~~~js contract\nlet a = \`\n~~ ~\n\`;\n~~~\n`;
    expect(codeOf(text)).toBeUndefined();
    const closing = '~~~js contract\nlet a = "x", b = `\n    ~~~\n`;\n~~~\n';
    expect([undefined, 'contract.fence']).toContain(codeOf(closing));
  });

  it('names the line of the file where the script is wrong', () => {
    try {
      compile(file('let a = 1;\nlet b = ;', '1'));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'contract.syntax', facts: { line: 11 } });
    }
  });

  it('must be UTF-8', () => {
    expect(() => compileContract(Uint8Array.of(0xff, 0xfe))).toThrow('decode.utf8');
  });
});

describe('a file that was altered', () => {
  const contract = compile(file('function due(e) {}', '{"price":"1"}'));

  it('is told from the published one, with both hashes', () => {
    const altered = compile(file('function due(e) {}', '{"price":"9"}'));
    try {
      demandPublished(altered, contract);
      expect.unreachable();
    } catch (error) {
      const facts = { expected: toHex(contract.hash), found: toHex(altered.hash) };
      expect(error).toMatchObject({ code: 'contract.altered', facts });
    }
  });

  it('also where the chain holds another script or model under its hash', () => {
    expect(() => demandPublished(contract, { ...contract, script: 'let x;' })).toThrow('contract.altered');
    expect(() => demandPublished(contract, { ...contract, model: '{}' })).toThrow('contract.altered');
    expect(() => demandPublished(contract, contract)).not.toThrow();
  });
});

describe('templates', () => {
  for (const [name, text] of Object.entries(contractTemplates)) {
    it(`${name}: compiles, says what it does, uses nothing that is not there`, () => {
      const contract = compile(text);
      expect(contract.title).not.toBe('');
      expect(contract.terms.length).toBeGreaterThan(200);
      expect(compileContract(contract.file).hash).toEqual(contract.hash);
      expect(lintScript(contract.source)).toEqual([]);
      expect(readContract(encodeUtf8(text)).model).toBe(contract.model);
    });
  }
});
