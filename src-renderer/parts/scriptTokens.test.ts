import { describe, expect, it } from 'vitest';
import { scriptTokens, tokenLines } from './scriptTokens.ts';

const kinds = (script: string) =>
  scriptTokens(script)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => [kind, text]);

describe('tokens of a script', () => {
  it('tell comments, texts, numbers, words and what the chain knows apart', () => {
    expect(kinds('if (transfer(a, b, \'1\')) wake(86400000n); // when "due"')).toEqual([
      ['word', 'if'],
      ['host', 'transfer'],
      ['text', "'1'"],
      ['host', 'wake'],
      ['number', '86400000n'],
      ['comment', '// when "due"'],
    ]);
  });

  it('lose nothing, whatever is written', () => {
    for (const script of ['', 'a\n\nb', "'open\nx", '`a\n$ {b}`', '/* open', '"\\"" + x1', '<b>&amp;</b>']) {
      expect(
        scriptTokens(script)
          .map(({ text }) => text)
          .join(''),
      ).toBe(script);
      expect(
        tokenLines(scriptTokens(script))
          .map((line) => line.map(({ text }) => text).join(''))
          .join('\n'),
      ).toBe(script);
    }
  });
});
