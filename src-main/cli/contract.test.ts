import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compileContract } from '#shared/contracts/contractFile.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { encodeUtf8, toHex } from '#shared/protocol/bytes.ts';

const program = fileURLToPath(new URL('../../dist/main/contract.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'coco-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(text: string, command: string, ...flags: string[]) {
  const path = join(folder, 'contract.md');
  writeFileSync(path, text);
  return spawnSync(process.execPath, [program, command, path, ...flags], { encoding: 'utf8' });
}

describe.skipIf(!existsSync(program))('the contract tool', () => {
  const text = contractTemplates.subscription;
  const compiled = compileContract(encodeUtf8(text));

  it('prints the hash, the same for the compiled file', () => {
    expect(run(text, 'hash').stdout).toBe(`${toHex(compiled.hash)}\n`);
    const { stdout, status } = run(text, 'compile');
    expect(status).toBe(0);
    expect(run(stdout, 'hash').stdout).toBe(`${toHex(compiled.hash)}\n`);
  });

  it('rehearses a year', () => {
    const { bounded, charges } = JSON.parse(run(text, 'rehearse', '--json').stdout);
    expect(bounded).toBe(true);
    expect(charges).toHaveLength(13);
    expect(Object.keys(charges[1])).toEqual(['date', 'from', 'to', 'amount']);
    expect(charges[1]).toMatchObject({ date: 2_592_000_000, amount: '10' });
  });

  it('explains what a script cannot use, by line of the file', () => {
    const { stderr, status } = run(
      '# A\n\n```js contract\nfunction due() {\n  new Date();\n}\n```\n',
      'compile',
    );
    expect(status).toBe(0);
    expect(stderr).toContain('5:7 error: Date: there is no clock');
  });

  it('ends with 1 and the reason for a file that is no contract', () => {
    const { stdout, stderr, status } = run('# Only words\n', 'hash', '--json');
    expect(status).toBe(1);
    expect(stderr).toContain('contract.noScript');
    expect(JSON.parse(stdout)).toEqual({ fault: 'contract.noScript', facts: {} });
    expect(run(text, 'publish').status).toBe(1);
  });
});
