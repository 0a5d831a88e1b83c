/**
 * Random programs for contracts, the same for the same seed. They use what scripts have (numbers, text, big numbers,
 * regular expressions, JSON, maps, classes, generators, errors) in ways that would show a difference between
 * machines: rounding, order, memory layout, limits.
 */
class Chance {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** A whole number below `limit` (mulberry32). */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

const numbers = [
  '0',
  '-0',
  '1',
  '7',
  '0.1',
  '1e-7',
  '1e21',
  '123456789',
  '2 ** 31',
  '2 ** 53',
  'NaN',
  '-1 / 0',
];
const texts = [
  '""',
  '"a"',
  '"Straße"',
  '"\\u{1F600}\\u0301"',
  '"aaaaaaaaaaaaaaaa"',
  '"12.50"',
  '"x,y;z"',
  '"\\ud800"',
];
const mathCalls =
  'sin cos tan exp log log2 cbrt sqrt floor ceil round trunc fround sinh atan expm1 clz32'.split(' ');
const patterns = [
  '/a+/g',
  '/(a|aa)*b/',
  '/\\p{L}+/gu',
  '/(?<=a)a/',
  '/([a-z])\\1/i',
  '/[^,;]+/g',
  '/(a*)*c/',
];

/** An expression of any kind, small enough to be printed. */
function expression(chance: Chance, depth: number): string {
  const inner = () => expression(chance, depth - 1);
  if (depth <= 0)
    return chance.pick([chance.pick(numbers), chance.pick(texts), 'a', 'b', 'list.length', 'i']);
  switch (chance.below(22)) {
    case 0:
      return `(${inner()} ${chance.pick(['+', '-', '*', '/', '%', '**'])} ${inner()})`;
    case 1:
      return `(${inner()} ${chance.pick(['&', '|', '^', '<<', '>>', '>>>'])} ${inner()})`;
    case 2:
      return `(${inner()} ${chance.pick(['<', '>=', '==', '===', '!=', '&&', '||', '??'])} ${inner()})`;
    case 3:
      return `Math.${chance.pick(mathCalls)}(${inner()})`;
    case 4:
      return `Math.${chance.pick(['pow', 'atan2', 'hypot', 'max', 'min', 'imul'])}(${inner()}, ${inner()})`;
    case 5:
      return `String(${inner()})`;
    case 6:
      return `Number(${inner()})`;
    case 7:
      return `(${inner()} ? ${inner()} : ${inner()})`;
    case 8:
      return `[${inner()}, ${inner()}, ${inner()}].sort().join("|")`;
    case 9:
      return `JSON.stringify({ p: ${inner()}, q: [${inner()}], r: { s: ${inner()} } })`;
    case 10:
      return `String(${inner()}).replace(${chance.pick(patterns)}, (m) => m.length + ${inner()})`;
    case 11:
      return `String(${inner()}).split(${chance.pick(patterns)}).length`;
    case 12:
      return `big(${inner()}) ${chance.pick(['+', '*', '-', '^', '|'])} big(${inner()})`;
    case 13:
      return `[...new Set([${inner()}, ${inner()}, ${inner()}])].length`;
    case 14:
      return `[...String(${inner()})].map((c) => c.codePointAt(0)).reduce((s, c) => s + c, 0)`;
    case 15:
      return `String(${inner()}).${chance.pick(['toUpperCase()', 'normalize("NFD")', 'trim()', 'padStart(9, "-")', 'at(-1)'])}`;
    case 16:
      return `Number(${inner()}).${chance.pick(['toFixed(5)', 'toString(7)', 'toPrecision(12)', 'toExponential(3)'])}`;
    case 17:
      return `helper(${inner()}, ${inner()})`;
    case 18:
      return `(typeof ${inner()} + ${inner()})`;
    case 19:
      return `((x) => [x, ${inner()}].flat().length)(${inner()})`;
    case 20:
      return `Object.entries({ z: ${inner()}, 1: ${inner()}, a: ${inner()} }).join()`;
    default:
      return `String(${inner()}).localeCompare(String(${inner()}))`;
  }
}

function statement(chance: Chance, depth: number): string {
  const value = () => expression(chance, 2);
  const block = () => statements(chance, depth - 1, 1 + chance.below(3));
  if (depth <= 0) return `a = ${value()};`;
  switch (chance.below(14)) {
    case 0:
      return `a = ${value()};`;
    case 1:
      return `b = ${value()};`;
    case 2:
      return `list.push(${value()}); if (list.length > 50) list.splice(0, 25);`;
    case 3:
      return `for (let i = 0; i < ${1 + chance.below(12)}; i++) { ${block()} }`;
    case 4:
      return `if (${value()}) { ${block()} } else { ${block()} }`;
    case 5:
      return `try { ${block()} } catch (error) { a = error.name + error.message; } finally { b = ${value()}; }`;
    case 6:
      return `for (const x of counted(${1 + chance.below(8)})) { a = x + String(${value()}); }`;
    case 7:
      return `a = new Pair(${value()}, ${value()}).text;`;
    case 8:
      return `map.set(String(${value()}), ${value()}); b = [...map.keys()].join().length;`;
    case 9:
      return `{ const { p, ...rest } = { p: ${value()}, q: ${value()} }; a = [p, Object.keys(rest)].join(); }`;
    case 10:
      return `if (String(${value()}).length > 3) throw new ${chance.pick(['Error', 'TypeError', 'RangeError'])}(String(a));`;
    case 11:
      return `a = balance(e.creator) + ${value()};`;
    case 12:
      return `if (!transfer(e.applicant, e.creator, String(${1 + chance.below(9)}))) b = ${value()};`;
    default:
      return `a = String(a).slice(-40); b = String(b).slice(-40);`;
  }
}

function statements(chance: Chance, depth: number, count: number): string {
  return Array.from({ length: count }, () => statement(chance, depth)).join('\n');
}

/** What reaches a limit; each falls at the same point everywhere or not at all. */
const limits = [
  'for (;;) a = String(a).length + 1;',
  'for (let s = "ab"; ; s = (s + s).slice(1)) list.push(s);',
  'const f = (n) => f(n + 1) + 1; f(0);',
  'try { (function f() { f(); })(); } catch (error) { a = error.message; }',
  '/(x+)+y/.test("x".repeat(60));',
  'let o = []; for (let i = 0; i < 3000; i++) o = [o]; a = JSON.stringify(o).length;',
  'JSON.parse("[".repeat(5000));',
  'for (let x = 3n; ; x *= x) b = 0;',
  'for (let i = 0; i < 900; i++) transfer(e.applicant, e.creator, "1");',
  'a = "x".repeat(1 << 24);',
  'transfer(a, e.creator, b);',
  'wake(Number(a));',
];

/** The program of a number: a script whose `due` ends by telling what it found. */
export function generatedProgram(seed: number): string {
  const chance = new Chance(seed);
  const body = statements(chance, 3, 3 + chance.below(5));
  const limit = chance.below(12) === 0 ? chance.pick(limits) : '';
  return `let a = ${chance.pick(numbers)}, b = ${chance.pick(texts)}, i = 3;
const list = [], map = new Map();
const big = (x) => BigInt(Math.trunc(Number(x)) % 1e15 || 0);
function helper(x, y) { return list.length % 2 ? x : y; }
function* counted(n) { for (let k = 0; k < n; k++) yield k * 1.1; }
class Pair { #x; constructor(x, y) { this.#x = x; this.y = y; } get text() { return String(this.#x) + "/" + this.y; } }
function due(e) {
${body}
${limit}
wake(e.date + list.length);
save({ a: String(a).slice(0, 200), b: String(b).slice(0, 200), list: list.map(String).join().slice(0, 500), size: map.size });
}
`;
}
