import { shownText } from './shownText.ts';

/**
 * Reads Markdown that a stranger wrote into plain data: a small, safe part of the language (headings, paragraphs, lists,
 * quotes, code, tables, emphasis). What is not of this part, HTML above all, stays the text that it is.
 */

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inner: readonly Inline[] }
  | { readonly kind: 'link' | 'image'; readonly address: string; readonly inner: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inner: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inner: readonly Inline[] }
  | {
      readonly kind: 'list';
      readonly start: number | null;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'quote'; readonly inner: readonly Block[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

/** Deeper nesting than any terms need stays text. */
const MAX_DEPTH = 6;

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})(?:([-*+])|(\d{1,9})[.)])[ \t]+(?=\S)/;
const TABLE_RULE = /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?[ \t]*)?$/;

export function readTerms(markdown: string): readonly Block[] {
  return blocksOf(shownText(markdown).split('\n'), 0);
}

function blocksOf(lines: readonly string[], depth: number): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at, depth);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: readonly string[], at: number, depth: number): readonly [Block, number] {
  const line = lines[at] ?? '';
  const fence = FENCE.exec(line);
  if (fence?.[1] && !(fence[1].startsWith('`') && fence[2]?.includes('`'))) {
    return codeAt(lines, at, fence[1]);
  }
  const heading = HEADING.exec(line);
  if (heading?.[1]) {
    const text = (heading[2] ?? '').replace(/[ \t]+#+[ \t]*$/, '');
    return [{ kind: 'heading', level: heading[1].length, inner: inlinesOf(text) }, at + 1];
  }
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1];
  if (depth < MAX_DEPTH && QUOTE.test(line)) {
    let next = at;
    const inner: string[] = [];
    while (QUOTE.test(lines[next] ?? '')) {
      inner.push((lines[next] ?? '').replace(QUOTE, ''));
      next += 1;
    }
    return [{ kind: 'quote', inner: blocksOf(inner, depth + 1) }, next];
  }
  if (depth < MAX_DEPTH && ITEM.test(line)) return listAt(lines, at, depth);
  if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '')) return tableAt(lines, at);
  return paragraphAt(lines, at, depth);
}

function codeAt(lines: readonly string[], at: number, mark: string): readonly [Block, number] {
  const body: string[] = [];
  let next = at + 1;
  const closes = (line: string) => {
    const found = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
    return found?.startsWith(mark) ?? false;
  };
  while (next < lines.length && !closes(lines[next] ?? '')) {
    body.push(lines[next] ?? '');
    next += 1;
  }
  return [{ kind: 'code', text: body.join('\n') }, next + 1];
}

function listAt(lines: readonly string[], at: number, depth: number): readonly [Block, number] {
  const first = ITEM.exec(lines[at] ?? '');
  const isOrdered = first?.[3] !== undefined;
  const items: (readonly Block[])[] = [];
  let next = at;
  for (;;) {
    const found = ITEM.exec(lines[next] ?? '');
    if (!found || (found[3] !== undefined) !== isOrdered || RULE.test(lines[next] ?? '')) break;
    const width = found[0].length;
    const body = [(lines[next] ?? '').slice(width)];
    next += 1;
    while (next < lines.length) {
      const line = lines[next] ?? '';
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      const isBlank = line.trim() === '';
      const goesOn = !isBlank && (indent >= Math.min(width, 2) || (body.at(-1) !== '' && !begins(line)));
      const waits = isBlank && (/^ {2,}\S/.test(lines[next + 1] ?? '') || ITEM.test(lines[next + 1] ?? ''));
      if (!goesOn && !waits) break;
      if (!isBlank && indent < width && ITEM.test(line)) break;
      body.push(line.slice(Math.min(indent, width)));
      next += 1;
    }
    items.push(blocksOf(body, depth + 1));
  }
  return [{ kind: 'list', start: isOrdered ? Number(first?.[3]) : null, items }, next];
}

function tableAt(lines: readonly string[], at: number): readonly [Block, number] {
  const cellsOf = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => inlinesOf(cell.trim()));
  const head = cellsOf(lines[at] ?? '');
  const rows: (readonly (readonly Inline[])[])[] = [];
  let next = at + 2;
  while ((lines[next] ?? '').includes('|')) {
    rows.push(cellsOf(lines[next] ?? '').slice(0, head.length));
    next += 1;
  }
  return [{ kind: 'table', head, rows }, next];
}

/** Whether a line begins something else than a paragraph. */
const begins = (line: string): boolean =>
  FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

function paragraphAt(lines: readonly string[], at: number, depth: number): readonly [Block, number] {
  const body = [(lines[at] ?? '').trim()];
  let next = at + 1;
  while (next < lines.length) {
    const line = lines[next] ?? '';
    const ends = depth < MAX_DEPTH ? begins(line) : FENCE.test(line) || HEADING.test(line);
    if (line.trim() === '' || ends) break;
    body.push(line.trim());
    next += 1;
  }
  return [{ kind: 'paragraph', inner: inlinesOf(body.join('\n')) }, next];
}

const LINK = /!?\[([^[\]]{0,2000})\]\(\s*<?([^()\s<>]{1,2000})>?(?:\s+"[^"]{0,500}")?\s*\)/y;
const BARE_LINK = /<([a-z][a-z0-9+.-]{1,20}:[^<>\s]{1,2000})>/iy;

export function inlinesOf(text: string, depth = 0): readonly Inline[] {
  const inlines: Inline[] = [];
  /** Marks that nothing closes any more; each is looked for once only. */
  const unclosed = new Set<string>();
  let plain = '';
  let at = 0;
  const add = (inline: Inline) => {
    if (plain !== '') inlines.push({ kind: 'text', text: plain });
    plain = '';
    inlines.push(inline);
  };
  while (at < text.length) {
    const here = text[at] ?? '';
    const found = spanAt(text, at, depth, unclosed);
    if (found) {
      add(found.inline);
      at = found.next;
    } else if (here === '\\' && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')) {
      plain += text[at + 1] ?? '';
      at += 2;
    } else {
      const mark = /^(?:\*+|_+|`+)/.exec(text.slice(at, at + 64))?.[0] ?? here;
      plain += mark;
      at += mark.length;
    }
  }
  if (plain !== '') inlines.push({ kind: 'text', text: plain });
  return inlines;
}

interface Span {
  readonly inline: Inline;
  readonly next: number;
}

function spanAt(text: string, at: number, depth: number, unclosed: Set<string>): Span | null {
  const here = text[at];
  if (here === '`') {
    const mark = /^`+/.exec(text.slice(at, at + 64))?.[0] ?? '`';
    const end = closing(text, mark, at + mark.length, unclosed);
    if (end < 0) return null;
    return {
      inline: { kind: 'code', text: text.slice(at + mark.length, end).trim() },
      next: end + mark.length,
    };
  }
  if (depth >= MAX_DEPTH) return null;
  if (here === '*' || here === '_') return emphasisAt(text, at, here, depth, unclosed);
  if (here === '[' || (here === '!' && text[at + 1] === '[')) {
    LINK.lastIndex = at;
    const [whole = '', inner = '', address = ''] = LINK.exec(text) ?? [];
    if (whole === '') return null;
    const kind = here === '!' ? 'image' : 'link';
    return { inline: { kind, address, inner: inlinesOf(inner, depth + 1) }, next: at + whole.length };
  }
  if (here === '<') {
    BARE_LINK.lastIndex = at;
    const [whole = '', address = ''] = BARE_LINK.exec(text) ?? [];
    if (whole === '') return null;
    return { inline: { kind: 'link', address, inner: [] }, next: at + whole.length };
  }
  return null;
}

function emphasisAt(
  text: string,
  at: number,
  sign: '*' | '_',
  depth: number,
  unclosed: Set<string>,
): Span | null {
  const isWord = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  for (const mark of [sign + sign, sign]) {
    if (!text.startsWith(mark, at)) continue;
    const begin = at + mark.length;
    if (/\s|^$/.test(text[begin] ?? '') || (sign === '_' && isWord(text[at - 1]))) continue;
    const end = closing(text, mark, begin + 1, unclosed);
    if (end < 0 || /\s/.test(text[end - 1] ?? '') || (sign === '_' && isWord(text[end + mark.length])))
      continue;
    const inner = inlinesOf(text.slice(begin, end), depth + 1);
    return {
      inline: { kind: mark.length === 2 ? 'strong' : 'emphasis', inner },
      next: end + mark.length,
    };
  }
  return null;
}

function closing(text: string, mark: string, from: number, unclosed: Set<string>): number {
  if (unclosed.has(mark)) return -1;
  const end = text.indexOf(mark, from);
  if (end < 0) unclosed.add(mark);
  return end;
}
