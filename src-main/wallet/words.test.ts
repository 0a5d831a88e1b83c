import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isMnemonic } from '#shared/protocol/keys.ts';
import { faultOf } from './testFault.fixture.ts';
import { testWords } from './testWallet.fixture.ts';
import { checkAnswers, checkWords, completeWord, newWords } from './words.ts';

describe('newWords', () => {
  it.each([12, 24] as const)('makes %i valid words and asks for three of them', (count) => {
    const asked = new Set<number>();
    for (let times = 0; times < 200; times++) {
      const { words, ask } = newWords(count, randomBytes);
      expect(words).toHaveLength(count);
      expect(isMnemonic(words.join(' '))).toBe(true);
      expect(new Set(ask).size).toBe(3);
      expect([...ask].sort((a, b) => a - b)).toEqual(ask);
      for (const position of ask) asked.add(position);
    }
    // 200 times three of `count`: that one position is never asked happens once in 10^11.
    expect([...asked].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  });
});

describe('checkAnswers', () => {
  const made = { words: testWords.split(' '), ask: [1, 5, 12] };

  it('forgives capitals and spaces, nothing else', async () => {
    checkAnswers(made, [' Abandon', 'ABANDON ', 'about']);
    for (const answers of [[], ['abandon', 'abandon'], ['abandon', 'abandon', 'above'], ['', '', '']]) {
      expect((await faultOf(() => checkAnswers(made, answers))).code).toBe('wallet.wordsCheck');
    }
    const tooMany = () => checkAnswers(made, ['abandon', 'abandon', 'about', 'x']);
    expect((await faultOf(tooMany)).code).toBe('wallet.wordsCheck');
  });
});

describe('words while they are typed', () => {
  it('says which are unknown, whether there are enough, and whether they are right', () => {
    expect(checkWords('')).toEqual({ unknown: [], complete: false, valid: false });
    expect(checkWords('Abandon  abandn zebra')).toEqual({
      unknown: ['abandn'],
      complete: false,
      valid: false,
    });
    expect(checkWords(testWords)).toEqual({ unknown: [], complete: true, valid: true });
    expect(checkWords(testWords.replace('about', 'zebra'))).toEqual({
      unknown: [],
      complete: true,
      valid: false,
    });
  });

  it('completes', () => {
    expect(completeWord('zeb')).toEqual(['zebra']);
    expect(completeWord(' AB')).toHaveLength(8);
    expect(completeWord('')).toEqual([]);
    expect(completeWord('qq')).toEqual([]);
  });
});
