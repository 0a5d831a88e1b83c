import * as z from 'zod';
import { formatCoins, parseCoins } from '../protocol/amounts.ts';
import { fromHex, toHex } from '../protocol/bytes.ts';
import { isFault } from '../protocol/fault.ts';

/**
 * How values look when they cross a border: amounts as decimal coin text, bytes as hex, times as ms since 1970.
 * Inside they are bigint units, `Uint8Array` and numbers; the codecs here are the only place that converts
 * (docs/PROTOCOL.md, "Wallet–pool protocol").
 */

const orIssue = <T>(context: { issues: unknown[] }, input: unknown, decode: () => T): T => {
  try {
    return decode();
  } catch (error) {
    if (!isFault(error)) throw error;
    context.issues.push({ code: 'custom', message: error.code, input });
    return z.NEVER as T;
  }
};

/** Decimal coin text, at most 8 decimals ↔ units. */
export const units = z.codec(z.string().max(32), z.bigint(), {
  decode: (text, context) => orIssue(context, text, () => parseCoins(text)),
  encode: (value) => formatCoins(value),
});

/** The same with a minus where somebody lost something. */
export const signedUnits = z.codec(z.string().max(33), z.bigint(), {
  decode: (text) => (text.startsWith('-') ? -z.decode(units, text.slice(1)) : z.decode(units, text)),
  encode: (value) => (value < 0n ? `-${z.encode(units, -value)}` : z.encode(units, value)),
});

/** Lower-case hex ↔ bytes of at most `max` (exactly `length`) bytes. */
const hexOf = (max: number, length?: number) =>
  z.codec(z.string().max(max * 2), z.instanceof(Uint8Array) as unknown as z.ZodType<Uint8Array, Uint8Array>, {
    decode: (text, context) => {
      const bytes = orIssue(context, text, () => fromHex(text));
      if (bytes instanceof Uint8Array && length !== undefined && bytes.length !== length) {
        context.issues.push({ code: 'custom', message: 'decode.hex', input: text });
      }
      return bytes;
    },
    encode: (bytes) => toHex(bytes),
  });

export const hash = hexOf(32, 32);
export const jobId = hexOf(16, 16);
export const blob = hexOf(8, 8);
export const signature = hexOf(64, 64);
export const bytesUpTo = (max: number) => hexOf(max);

/** A 256-bit target, 64 hex digits ↔ bigint. */
export const target = z.codec(z.string().regex(/^[0-9a-f]{64}$/), z.bigint(), {
  decode: (text) => BigInt(`0x${text}`),
  encode: (value) => value.toString(16).padStart(64, '0'),
});

/** Milliseconds since 1970. */
export const time = z.int().min(0);
export const duration = z.int().min(0);
export const blockId = z
  .int()
  .min(93)
  .max(2 ** 30 - 1);
export const walletId = z
  .int()
  .min(0)
  .max(2 ** 30 - 1);

/** Address text as somebody typed it; what is wrong with it is told where the network is known. */
export const address = z.string().min(8).max(128);

/**
 * An address as a pool tells it: one word with the bech32 separator, so that nothing else can stand in its place on a
 * screen. Its network and its checksum are checked where coins are sent to it.
 */
export const toldAddress = z
  .string()
  .max(90)
  .regex(/^[a-z][a-z0-9]{0,30}1[a-z0-9]{2,}$/);

const HOST = /^(?:wss?:\/\/)?(?:\[[0-9a-f:.]{2,45}\]|[\w-]{1,63}(?:\.[\w-]{1,63})*)(?::\d{1,5})?$/;

/** Whoever makes a block writes its domain: only what can be host or host:port is shown; anything else is ''. */
export const shownDomain = (text: string): string => (HOST.test(text) ? text : '');

/** A domain out of a block. One that is not shown does not make the rest of the block unreadable. */
export const domain = z.codec(z.string().max(255), z.string(), { decode: shownDomain, encode: shownDomain });

/** A share difficulty: expected tries for each share. */
export const difficulty = z.int().min(1);

/** Counts and rates that are measured. */
export const count = z.int().min(0);
export const rate = z.number().min(0);
export const percent = z.number().min(0).max(100);

/** A refusal: a code and facts; the reader's own texts make words of it. */
export const faultNote = z.object({
  code: z.string().max(64),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type FaultNote = z.output<typeof faultNote>;
