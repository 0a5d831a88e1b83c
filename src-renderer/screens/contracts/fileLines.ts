import { type ScriptToken, scriptTokens, tokenLines } from '../../parts/scriptTokens.ts';

export interface FileLine {
  readonly kind: 'words' | 'heading' | 'fence' | 'script';
  readonly tokens: readonly ScriptToken[];
}

const plain = (text: string): readonly ScriptToken[] => (text === '' ? [] : [{ kind: 'plain', text }]);

/** A contract's file by lines, with what is script in it told apart; for colours only. */
export function fileLines(text: string): readonly FileLine[] {
  const lines: FileLine[] = [];
  const source = text.split('\n');
  let at = 0;
  while (at < source.length) {
    const line = source[at] ?? '';
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) {
      lines.push({ kind: /^#{1,6}\s/.test(line) ? 'heading' : 'words', tokens: plain(line) });
      at += 1;
      continue;
    }
    lines.push({ kind: 'fence', tokens: plain(line) });
    const begin = at + 1;
    at = begin;
    while (at < source.length && !(source[at] ?? '').startsWith(mark)) at += 1;
    if (at > begin) {
      const body = source.slice(begin, at).join('\n');
      for (const tokens of tokenLines(scriptTokens(body))) lines.push({ kind: 'script', tokens });
    }
    if (at < source.length) lines.push({ kind: 'fence', tokens: plain(source[at] ?? '') });
    at += 1;
  }
  return lines;
}
