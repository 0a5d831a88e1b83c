import type { PoolCallHandlers } from '#shared/api/poolApi.ts';
import { MESSAGE_BYTES, MOST_RECEIVERS } from '#shared/api/poolValues.ts';
import { formatCoins, parseCoins } from '#shared/protocol/amounts.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';

/**
 * The calls that come thousands of times a second, read and written by hand: about a tenth of what the general schema
 * costs. A test holds both to the same answers; what is refused here goes through the schema, which says why.
 */
type Params<M extends keyof PoolCallHandlers> = Parameters<PoolCallHandlers[M]>[0];
type Result<M extends keyof PoolCallHandlers> = Awaited<ReturnType<PoolCallHandlers[M]>>;
export type ShareParams = Params<'submitShare'>;
export type ShareVerdict = Result<'submitShare'>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAddressText = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 8 && value.length <= 128;

const isAmountText = (value: unknown): value is string => typeof value === 'string' && value.length <= 32;

/** What `read` makes of parameters, if the schema would take them too; else undefined. */
function ifGood<T>(params: unknown, read: (params: Record<string, unknown>) => T | undefined): T | undefined {
  if (!isRecord(params)) return undefined;
  try {
    return read(params);
  } catch {
    return undefined;
  }
}

export function readShareParams(params: unknown): ShareParams | undefined {
  return ifGood(params, ({ jobId, minedDate, blob }) => {
    if (typeof jobId !== 'string' || jobId.length !== 32) return undefined;
    if (typeof blob !== 'string' || blob.length !== 16) return undefined;
    if (!Number.isSafeInteger(minedDate) || (minedDate as number) < 0) return undefined;
    return { jobId: fromHex(jobId), minedDate: minedDate as number, blob: fromHex(blob) };
  });
}

/** Of a payment; whatever else is prepared comes seldom enough for the schema. */
export function readPrepareParams(params: unknown): Params<'prepare'> | undefined {
  return ifGood(params, ({ kind, sender, receivers, fee }) => {
    if (kind !== 'transfer' || !isAddressText(sender) || !Array.isArray(receivers)) return undefined;
    if (receivers.length === 0 || receivers.length > MOST_RECEIVERS) return undefined;
    if (fee !== undefined && !isAmountText(fee)) return undefined;
    const read: { address: string; amount: bigint }[] = [];
    for (const receiver of receivers as unknown[]) {
      if (!isRecord(receiver)) return undefined;
      const { address, amount } = receiver;
      if (!isAddressText(address) || !isAmountText(amount)) return undefined;
      read.push({ address, amount: parseCoins(amount) });
    }
    return { kind, sender, receivers: read, ...(fee === undefined ? {} : { fee: parseCoins(fee) }) };
  });
}

export function readSubmitParams(params: unknown): Params<'submit'> | undefined {
  return ifGood(params, ({ message, signature }) => {
    if (typeof signature !== 'string' || signature.length !== 128) return undefined;
    if (typeof message !== 'string' || message.length > 2 * MESSAGE_BYTES) return undefined;
    return { message: fromHex(message), signature: fromHex(signature) };
  });
}

export function verdictJson({ points, block }: ShareVerdict): string {
  if (block === null) return `{"points":${points},"block":null}`;
  return `{"points":${points},"block":{"id":${block.id},"hash":"${toHex(block.hash)}"}}`;
}

/** Addresses need no escaping. */
export function preparedJson(prepared: Result<'prepare'>): string {
  const { message, amount, fee, reference, expiresAfter, balanceAfter, newWallets, warnings } = prepared;
  return (
    `{"message":"${toHex(message)}","amount":"${formatCoins(amount)}","fee":"${formatCoins(fee)}",` +
    `"reference":{"id":${reference.id},"hash":"${toHex(reference.hash)}"},"expiresAfter":${expiresAfter},` +
    `"balanceAfter":"${formatCoins(balanceAfter)}","newWallets":[${newWallets.map((one) => `"${one}"`).join()}],` +
    `"warnings":${warnings.length === 0 ? '[]' : JSON.stringify(warnings)}}`
  );
}

export function submittedJson({ identity, expiresAfter }: Result<'submit'>): string {
  return `{"identity":"${toHex(identity)}","expiresAfter":${expiresAfter}}`;
}
