/**
 * Rewrites a WebAssembly module so that it counts what it does (docs/PROTOCOL.md §9). Three counters are added
 * as exported globals:
 *
 * - `fuel`: one is taken at each function entry and loop head, and a 64th of the length before a bulk copy or
 *   fill; below zero the module traps. Straight-line code between two such points is bounded by the module's
 *   size, so nothing runs for long without paying, native loops included.
 * - `depth`: the host's stack in words, as far as locals tell it; above `DEPTH_LIMIT` the module traps, long
 *   before the host's own stack would decide.
 * - `stackLow`: how deep the module's own stack (in its memory) has reached; below `stackFloor` it traps.
 *
 * All three depend on nothing but the module and its input, so they fall at the same point on every machine.
 */

/** Words of host stack. V8's default of 984 KiB held at least 99,000 of them, whatever recursed. */
export const DEPTH_LIMIT = 40_000;
/** What a frame costs besides its locals: return address, frame pointer, spilled registers. */
const FRAME_WORDS = 10;

const I32 = 0x7f;
const EMPTY = 0x40;
const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  selectTyped: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  constant: 0x41,
  long: 0x42,
  float: 0x43,
  double: 0x44,
  lessSigned: 0x48,
  lessUnsigned: 0x49,
  greaterSigned: 0x4a,
  add: 0x6a,
  subtract: 0x6b,
  shiftRight: 0x76,
  refFunc: 0xd2,
  bulk: 0xfc,
} as const;

class Reader {
  readonly bytes: Uint8Array;
  at: number;
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new Error('The module ends too early.');
    this.at += 1;
    return value;
  }
  /** A LEB128 number of up to 32 bits. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }
  /** Any LEB128 number, unread. */
  skipNumber(): void {
    while (this.byte() >= 0x80);
  }
}

function leb(value: number): number[] {
  const out: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
  return out;
}

function signedLeb(value: number): number[] {
  const out: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) {
      out.push(byte);
      return out;
    }
    out.push(byte | 0x80);
  }
}

interface FunctionType {
  readonly params: number;
  readonly result: number | undefined;
}

function readTypes(reader: Reader): FunctionType[] {
  const types: FunctionType[] = [];
  const count = reader.number();
  for (let i = 0; i < count; i++) {
    if (reader.byte() !== 0x60) throw new Error('The module has a type that is no function.');
    const params = reader.number();
    reader.at += params;
    const results = reader.number();
    if (results > 1) throw new Error('The module has a function with several results.');
    types.push({ params, result: results === 1 ? reader.byte() : undefined });
  }
  return types;
}

interface Counters {
  readonly fuel: number;
  readonly depth: number;
  readonly stackLow: number;
  readonly stackFloor: number;
}

const trap = [op.if, EMPTY, op.unreachable, op.end];

/** Takes `amount` (code that pushes a number) from the fuel and traps below zero. */
function charge(counters: Counters, scratch: number[], amount: number[]): number[] {
  const fuel = leb(counters.fuel);
  return [
    ...[op.globalGet, ...fuel, ...amount, op.subtract, op.localTee, ...scratch, op.globalSet, ...fuel],
    ...[op.localGet, ...scratch, op.constant, 0, op.lessSigned, ...trap],
  ];
}

/** Where the module's stack pointer is set: remembers the lowest value, and traps below the floor. */
function watchStack(counters: Counters, scratch: number[]): number[] {
  const low = leb(counters.stackLow);
  return [
    ...[op.localTee, ...scratch, op.globalSet, 0, op.localGet, ...scratch, op.globalGet, ...low],
    ...[
      op.lessUnsigned,
      op.if,
      EMPTY,
      op.localGet,
      ...scratch,
      op.globalSet,
      ...low,
      op.localGet,
      ...scratch,
    ],
    ...[op.constant, ...signedLeb(counters.stackFloor), op.lessUnsigned, ...trap, op.end],
  ];
}

/** Steps over the operands of an instruction that needs no change. */
function skipOperands(reader: Reader, code: number): void {
  if (code === op.block || code === op.loop || code === op.if) reader.skipNumber();
  else if (code === op.br || code === op.brIf || code === op.call) reader.skipNumber();
  else if (code === op.brTable) {
    for (let targets = reader.number() + 1; targets > 0; targets--) reader.skipNumber();
  } else if (code === op.callIndirect) {
    reader.skipNumber();
    reader.skipNumber();
  } else if (code === op.selectTyped) reader.at += reader.number();
  else if (code >= op.localGet && code <= 0x26) reader.skipNumber();
  else if (code >= 0x28 && code <= 0x3e) {
    reader.skipNumber();
    reader.skipNumber();
  } else if (code === 0x3f) reader.at += 1;
  else if (code === op.constant || code === op.long) reader.skipNumber();
  else if (code === op.float) reader.at += 4;
  else if (code === op.double) reader.at += 8;
  else if (code === op.bulk) {
    const kind = reader.number();
    if (kind === 8) reader.at += 2;
    else if (kind === 10) reader.at += 2;
    else if (kind === 11) reader.at += 1;
    else if (kind > 7) throw new Error(`The module has bulk instruction ${kind}.`);
  } else if (code === op.refFunc || code === 0xd0) reader.skipNumber();
  else if ((code >= 0x12 && code <= 0x19) || code === 0x40 || code > 0xc4 || (code >= 0x06 && code <= 0x0a)) {
    // Tail calls, exceptions, memory growth, vectors, atomics: nothing that the engine was compiled with.
    throw new Error(`The module has instruction ${code}.`);
  }
}

function rewriteBody(bytes: Uint8Array, type: FunctionType, counters: Counters): number[] {
  const reader = new Reader(bytes);
  const groups = reader.number();
  const declarations: number[] = [];
  let locals = type.params;
  for (let i = 0; i < groups; i++) {
    const start = reader.at;
    locals += reader.number();
    reader.byte();
    for (let at = start; at < reader.at; at++) declarations.push(bytes[at] ?? 0);
  }
  const scratch = leb(locals);
  const one = charge(counters, scratch, [op.constant, 1]);
  const weight = signedLeb(FRAME_WORDS + locals);
  const depth = leb(counters.depth);
  const out = [...leb(groups + 1), ...declarations, 2, I32, ...one];
  out.push(op.globalGet, ...depth, op.constant, ...weight, op.add, op.localTee, ...scratch);
  out.push(op.globalSet, ...depth, op.localGet, ...scratch);
  out.push(op.constant, ...signedLeb(DEPTH_LIMIT), op.greaterSigned, ...trap);
  // The old body becomes a block, so that each way out of it passes the code that gives the depth back.
  out.push(op.block, type.result ?? EMPTY);
  let open = 0;
  for (;;) {
    const start = reader.at;
    const code = reader.byte();
    if (code === op.return) {
      out.push(op.br, ...leb(open));
      continue;
    }
    if (code === op.end) {
      if (open === 0) break;
      open -= 1;
    }
    const before = reader.at;
    skipOperands(reader, code);
    if (code === op.globalSet && bytes[before] === 0) {
      out.push(...watchStack(counters, scratch));
      continue;
    }
    if (code === op.bulk && (bytes[before] === 10 || bytes[before] === 11)) {
      out.push(op.localTee, ...scratch);
      out.push(
        ...charge(counters, leb(locals + 1), [op.localGet, ...scratch, op.constant, 6, op.shiftRight]),
      );
    }
    for (let at = start; at < reader.at; at++) out.push(bytes[at] ?? 0);
    if (code === op.block || code === op.loop || code === op.if) open += 1;
    if (code === op.loop) out.push(...one);
  }
  if (reader.at !== bytes.length) throw new Error('The module has code after the end of a function.');
  out.push(
    op.end,
    op.globalGet,
    ...depth,
    op.constant,
    ...weight,
    op.subtract,
    op.globalSet,
    ...depth,
    op.end,
  );
  return out;
}

/** Index and value of a global's `i32.const` start value, for the one global that the engine has. */
function readStackPointer(reader: Reader): void {
  if (reader.number() !== 1 || reader.byte() !== I32 || reader.byte() !== 1) {
    throw new Error('The module has other globals than its stack pointer.');
  }
}

function bytesOf(...parts: (number[] | Uint8Array)[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function text(value: string): number[] {
  const codes = [...value].map((character) => character.charCodeAt(0));
  return [...leb(codes.length), ...codes];
}

/**
 * The metered form of a WebAssembly module whose only global is its stack pointer.
 *
 * @param stackFloor the lowest address of the module's own stack
 * @throws Error for a module with anything in it that this rewriting does not know
 */
export function meter(module: Uint8Array, stackFloor: number): Uint8Array {
  const counters: Counters = { fuel: 1, depth: 2, stackLow: 3, stackFloor };
  const reader = new Reader(module, 8);
  const parts: (number[] | Uint8Array)[] = [module.subarray(0, 8)];
  let types: FunctionType[] = [];
  const functionTypes: number[] = [];
  while (reader.at < module.length) {
    const id = reader.byte();
    const size = reader.number();
    const body = module.subarray(reader.at, reader.at + size);
    reader.at += size;
    const section = new Reader(body);
    let rewritten: number[] | Uint8Array = body;
    if (id === 1) types = readTypes(section);
    else if (id === 3) {
      for (let left = section.number(); left > 0; left--) functionTypes.push(section.number());
    } else if (id === 6) {
      readStackPointer(section);
      // Enough to set the module up; each call gets its own fuel.
      const counter = (value: number) => [I32, 1, op.constant, ...signedLeb(value), op.end];
      rewritten = bytesOf([4], body.subarray(1), counter(0x7fffffff), counter(0), counter(0x7fffffff));
    } else if (id === 7) {
      const count = section.number();
      const names = ['stackPointer', 'fuel', 'depth', 'stackLow'];
      const exported = names.flatMap((name, index) => [...text(name), 3, index]);
      rewritten = bytesOf(leb(count + names.length), body.subarray(section.at), exported);
    } else if (id === 10) {
      const count = section.number();
      const bodies: Uint8Array[] = [];
      for (let i = 0; i < count; i++) {
        const length = section.number();
        const type = types[functionTypes[i] ?? -1];
        if (type === undefined) throw new Error('The module has a function without a type.');
        const code = rewriteBody(body.subarray(section.at, section.at + length), type, counters);
        section.at += length;
        bodies.push(bytesOf(leb(code.length), code));
      }
      rewritten = bytesOf(leb(count), ...bodies);
    }
    parts.push([id, ...leb(rewritten.length)], rewritten);
  }
  return bytesOf(...parts);
}
