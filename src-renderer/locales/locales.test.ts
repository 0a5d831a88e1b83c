import { describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { enFaults } from './enFaults.ts';
import { enReasons } from './enReasons.ts';
import { factTexts } from './faultText.ts';
import { reasonKey } from './reasonKey.ts';

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}/`),
  );
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('the texts', () => {
  const english = leaves(en);
  const german = new Map(leaves(de));

  it('have the same values to fill in, in every language', () => {
    const different = english
      .filter(([key, text]) => String(holes(text)) !== String(holes(german.get(key) ?? '')))
      .map(([key]) => key);
    expect(different).toEqual([]);
  });

  it('are translated', () => {
    const untranslated = english
      .filter(([key, text]) => text.split(' ').length > 3 && german.get(key) === text)
      .map(([key]) => key);
    expect(untranslated).toEqual([]);
  });
});

describe('facts of a fault', () => {
  it('are written as a person of that language writes them', () => {
    const address = `lcoco1${'q'.repeat(58)}`;
    expect(factTexts({ have: '1234.5', seconds: 1200, address, field: 'name', sure: true }, 'de-DE')).toEqual(
      {
        have: '1.234,5',
        seconds: '1.200',
        address: 'lcoco1qqqq…qqqq',
        field: 'name',
        sure: 'true',
      },
    );
  });
});

describe('why, where a fault says so', () => {
  const wordOf = (code: string, reason: string) => reasonKey(code, { reason })?.slice(code.length + 1);

  it('is part of the fault’s text', () => {
    for (const code of Object.keys(enReasons)) {
      expect(enFaults[code as keyof typeof enFaults], code).toContain('{{reason}}');
    }
    const withReason = Object.entries(enFaults).filter(([, text]) => text.includes('{{reason}}'));
    const others = withReason.filter(([code]) => !Object.hasOwn(enReasons, code)).map(([code]) => code);
    expect(others).toEqual([]);
  });

  it('has words of its own for everything that a pool’s proofs and blocks can be refused for', () => {
    const proofs = [
      'coreVersion',
      'id',
      'previousHash',
      'leadershipId',
      'footerHash',
      'blockHash',
      'hashAboveTarget',
    ];
    for (const one of [...proofs, 'minedDate'])
      expect(wordOf('remote.badProof', `block.${one}`)).toBe(`block.${one}`);
    expect(wordOf('remote.badProof', 'decode.truncated')).toBe('decode');
    for (const one of ['future', 'tooOld', 'notAfterParent'])
      expect(wordOf('block.minedDate', one)).toBe(one);
    expect(wordOf('peer.lied', 'block.reward')).toBe('block');
    expect(wordOf('peer.lied', 'contract.fuel')).toBe('block');
    expect(wordOf('peer.lied', 'transaction.signature')).toBe('transaction.signature');
    expect(wordOf('server.listen', 'ESOMETHING')).toBe('other');
    expect(reasonKey('remote.lost', {})).toBeUndefined();
  });
});
