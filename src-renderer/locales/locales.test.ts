import { describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { factTexts } from './faultText.ts';

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
