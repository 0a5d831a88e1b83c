import { describe, expect, it } from 'vitest';
import { fileLines } from './fileLines.ts';

describe('lines of a contract’s file', () => {
  it('are as many as were typed, with the same text', () => {
    const texts = [
      '',
      '\n',
      '# A\n\n```js contract\nlet a = `x\ny`;\n\n```\nend',
      '```js\nopen\n',
      '~~~\n~~~\n\n',
    ];
    for (const text of texts) {
      expect(
        fileLines(text)
          .map(({ tokens }) => tokens.map((token) => token.text).join(''))
          .join('\n'),
      ).toBe(text);
    }
  });

  it('are told apart', () => {
    expect(fileLines('# A\nwords\n```js contract\nwake(1)\n```').map(({ kind }) => kind)).toEqual([
      'heading',
      'words',
      'fence',
      'script',
      'fence',
    ]);
  });
});
