import * as z from 'zod';
import { type PoolEvent, poolEvents } from '#shared/api/poolApi.ts';
import type { Job } from '#shared/api/poolValues.ts';
import { formatCoins } from '#shared/protocol/amounts.ts';

/**
 * Events as JSON-RPC notifications. A new block makes thousands of them at once: what is the same for all
 * sessions is written once, and of a job only what differs is written for each session.
 */
export class Notifications {
  /** By identity of the event's value: the pool hands the same value to everyone whom it concerns. */
  readonly #texts = new WeakMap<object, string>();
  #target: { value: bigint; text: string } | undefined;

  text(event: PoolEvent): string {
    if (event.type === 'job') {
      return `{"jsonrpc":"2.0","method":"job","params":${this.jobJson(event.value)}}`;
    }
    const known = this.#texts.get(event.value);
    if (known !== undefined) return known;
    const text = `{"jsonrpc":"2.0","method":"${event.type}","params":${paramsJson(event)}}`;
    this.#texts.set(event.value, text);
    return text;
  }

  jobJson(job: Job): string {
    return (
      `{"jobId":"${hex(job.jobId)}","step3":"${hex(job.step3)}","target":"${this.#targetText(job.target)}",` +
      `"shareDifficulty":${job.shareDifficulty},"blockId":${job.blockId},"clock":${job.clock},"earliest":${job.earliest}}`
    );
  }

  #targetText(value: bigint): string {
    if (this.#target?.value !== value) {
      this.#target = { value, text: value.toString(16).padStart(64, '0') };
    }
    return this.#target.text;
  }
}

/**
 * What concerns single wallets comes by thousands: in those values every bigint is an amount and every byte array hex,
 * so they are written without the schema, at a tenth of its cost. A test holds both to the same text.
 */
function paramsJson(event: PoolEvent): string {
  if (event.type === 'block' || event.type === 'job') {
    return JSON.stringify(z.encode(poolEvents[event.type] as z.ZodType, event.value));
  }
  return JSON.stringify(event.value, function (this: Record<string, unknown>, key: string, value: unknown) {
    if (typeof value === 'bigint') return value < 0n ? `-${formatCoins(-value)}` : formatCoins(value);
    // Not `value`: a Buffer has made an object of itself by then.
    const bytes = this[key];
    return bytes instanceof Uint8Array ? hex(bytes) : value;
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
