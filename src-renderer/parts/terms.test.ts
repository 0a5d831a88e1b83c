import { describe, expect, it } from 'vitest';
import { type Block, type Inline, inlinesOf, readTerms } from './terms.ts';

const text = (value: string): Inline => ({ kind: 'text', text: value });

describe('terms', () => {
  it('are read into headings, paragraphs, lists, quotes, code, rules and tables', () => {
    const blocks = readTerms(
      [
        '# Subscription ##',
        '',
        'Who applies',
        '**pays 1 coin**.',
        '- first',
        '  goes on',
        '- second',
        '  1. inner',
        '',
        '> quoted',
        '',
        '```',
        '<b>code</b>',
        '```',
        '---',
        '| when | what |',
        '| --- | ---: |',
        '| now | *1* |',
      ].join('\n'),
    );
    expect(blocks).toEqual<readonly Block[]>([
      { kind: 'heading', level: 1, inner: [text('Subscription')] },
      {
        kind: 'paragraph',
        inner: [text('Who applies\n'), { kind: 'strong', inner: [text('pays 1 coin')] }, text('.')],
      },
      {
        kind: 'list',
        start: null,
        items: [
          [{ kind: 'paragraph', inner: [text('first\ngoes on')] }],
          [
            { kind: 'paragraph', inner: [text('second')] },
            { kind: 'list', start: 1, items: [[{ kind: 'paragraph', inner: [text('inner')] }]] },
          ],
        ],
      },
      { kind: 'quote', inner: [{ kind: 'paragraph', inner: [text('quoted')] }] },
      { kind: 'code', text: '<b>code</b>' },
      { kind: 'rule' },
      {
        kind: 'table',
        head: [[text('when')], [text('what')]],
        rows: [[[text('now')], [{ kind: 'emphasis', inner: [text('1')] }]]],
      },
    ]);
  });

  it('hold HTML as the text that it is', () => {
    const html =
      '<script>alert(1)</script> <img src=x onerror="alert(1)"> <a href="javascript:alert(1)">x</a>';
    expect(readTerms(html)).toEqual([{ kind: 'paragraph', inner: [text(html)] }]);
  });

  it('keep the full address of a link and of an image beside its words', () => {
    expect(inlinesOf('[your bank](https://thief.example/a) ![x](https://pixel.example/p.png)')).toEqual([
      { kind: 'link', address: 'https://thief.example/a', inner: [text('your bank')] },
      text(' '),
      { kind: 'image', address: 'https://pixel.example/p.png', inner: [text('x')] },
    ]);
    expect(inlinesOf('<https://coco.example>')).toEqual([
      { kind: 'link', address: 'https://coco.example', inner: [] },
    ]);
    expect(inlinesOf('[x](javascript:alert`1`)')).toEqual([
      { kind: 'link', address: 'javascript:alert`1`', inner: [text('x')] },
    ]);
  });

  it('show what would turn or hide the text around it', () => {
    expect(inlinesOf('a').length).toBe(1);
    expect(readTerms('pays \u202e1000\u202c co\u200bins\u0000')).toEqual([
      { kind: 'paragraph', inner: [text('pays \ufffd1000\ufffd co\ufffdins\ufffd')] },
    ]);
  });

  it('leave marks that mark nothing', () => {
    expect(inlinesOf('2 * 3 * 4, snake_case_name, a ** b, `open')).toEqual([
      text('2 * 3 * 4, snake_case_name, a ** b, `open'),
    ]);
    expect(inlinesOf('\\*not\\*')).toEqual([text('*not*')]);
  });

  it('end for everything that somebody could write, however deep', () => {
    const long = 100_000;
    for (const nasty of ['>'.repeat(long), '*'.repeat(long), '['.repeat(long), '`a'.repeat(long / 2)]) {
      expect(readTerms(nasty).length).toBeGreaterThan(0);
    }
    expect(readTerms('- '.repeat(2000)).length).toBeGreaterThan(0);
    expect(readTerms('_a '.repeat(long / 4)).length).toBe(1);
    expect(readTerms('**a *b '.repeat(long / 8)).length).toBe(1);
  });
});
