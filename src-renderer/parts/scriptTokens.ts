/** The pieces of a script, for colours only: what it means is up to the parser and the sandbox. */
export interface ScriptToken {
  readonly kind: 'plain' | 'comment' | 'text' | 'number' | 'word' | 'host';
  readonly text: string;
}

const words =
  'break case catch class const continue default delete do else extends false finally for function if in instanceof ' +
  'let new null of return static super switch this throw true try typeof undefined var void while yield';
const WORDS: ReadonlySet<string> = new Set(words.split(' '));
/** What a script can ask of the chain, and what the chain calls in it. */
const HOST: ReadonlySet<string> = new Set(
  'transfer balance wake save applied due received cancelled called'.split(' '),
);

const TOKEN =
  /(\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|("(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?)|(\b\d[\w.]*)|([A-Za-z_$][\w$]*)/g;

export function scriptTokens(script: string): readonly ScriptToken[] {
  const tokens: ScriptToken[] = [];
  let at = 0;
  const plain = (end: number) => {
    if (end > at) tokens.push({ kind: 'plain', text: script.slice(at, end) });
  };
  for (const found of script.matchAll(TOKEN)) {
    const [text, comment, quoted, number, name] = found;
    const kind = comment
      ? 'comment'
      : quoted
        ? 'text'
        : number
          ? 'number'
          : name && WORDS.has(name)
            ? 'word'
            : name && HOST.has(name)
              ? 'host'
              : null;
    if (kind === null) continue;
    plain(found.index);
    tokens.push({ kind, text });
    at = found.index + text.length;
  }
  plain(script.length);
  return tokens;
}

/** The same by lines, for a view that numbers them. */
export function tokenLines(tokens: readonly ScriptToken[]): readonly (readonly ScriptToken[])[] {
  const lines: ScriptToken[][] = [[]];
  for (const { kind, text } of tokens) {
    text.split('\n').forEach((piece, at) => {
      if (at > 0) lines.push([]);
      if (piece !== '') lines.at(-1)?.push({ kind, text: piece });
    });
  }
  return lines;
}
