import * as z from 'zod';
import { type PoolEvent, poolEvents } from '#shared/api/poolApi.ts';
import type { HistoryEntry, Job, MinerState, WalletState } from '#shared/api/poolValues.ts';
import { formatCoins, type Units } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';

/**
 * Events as JSON-RPC notifications. A new block makes thousands of them at once: what is the same for all
 * sessions is written once, and of a job only what differs is written for each session.
 */
export class Notifications {
  /** The pool hands the same value to everyone whom it concerns, one after the other. */
  #last: { value: object; text: string } | undefined;
  #target: { value: bigint; text: string } | undefined;

  text(event: PoolEvent): string {
    if (event.type === 'job') {
      return `{"jsonrpc":"2.0","method":"job","params":${this.jobJson(event.value)}}`;
    }
    // How a miner stands is told once, to itself.
    if (event.type === 'miner') return textOf(event);
    if (this.#last?.value !== event.value) this.#last = { value: event.value, text: textOf(event) };
    return this.#last.text;
  }

  /** The job itself, as it is also answered to who asks for one. */
  jobJson(job: Job): string {
    return (
      `{"jobId":"${toHex(job.jobId)}","step3":"${toHex(job.step3)}","target":"${this.#targetText(job.target)}",` +
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

function textOf(event: Exclude<PoolEvent, { type: 'job' }>): string {
  return `{"jsonrpc":"2.0","method":"${event.type}","params":${paramsJson(event)}}`;
}

/**
 * What concerns single wallets comes by thousands: it is written by hand, at a tenth of the schema's cost. A test holds
 * both to the same text. Addresses, kinds and states need no escaping.
 */
function paramsJson(event: Exclude<PoolEvent, { type: 'job' }>): string {
  switch (event.type) {
    case 'wallet':
      return walletJson(event.value);
    case 'transaction':
      return `{"address":"${event.value.address}","entry":${entryJson(event.value.entry)}}`;
    case 'miner':
      return minerJson(event.value);
    default:
      return JSON.stringify(z.encode(poolEvents[event.type] as z.ZodType, event.value));
  }
}

function walletJson(value: WalletState): string {
  const { address, id, lastActivity, trust } = value;
  return (
    `{"address":"${address}","id":${id},"balance":${coins(value.balance)},"pendingIn":${coins(value.pendingIn)},` +
    `"pendingOut":${coins(value.pendingOut)},"spendable":${coins(value.spendable)},"maturing":${coins(value.maturing)},` +
    `"lastActivity":${lastActivity},"trust":${
      trust === null ? 'null' : `{"party":"${trust.party}","hours":${trust.hours},"ends":${trust.ends}}`
    }}`
  );
}

function entryJson(value: HistoryEntry): string {
  const { identity, kind, state, blockId, date, sender, contract, expiresAfter } = value;
  return (
    `{"identity":"${toHex(identity)}","kind":"${kind}","state":"${state}","blockId":${blockId},"date":${date},` +
    `"sender":${sender === null ? 'null' : `"${sender}"`},"receivers":[${value.receivers.map(receiverJson).join()}],` +
    `"receiverCount":${value.receiverCount},"amount":${coins(value.amount)},"fee":${coins(value.fee)},` +
    `${contract === undefined ? '' : `"contract":"${toHex(contract)}",`}"expiresAfter":${expiresAfter},` +
    `"change":${coins(value.change)}}`
  );
}

const receiverJson = ({ address, amount }: HistoryEntry['receivers'][number]): string =>
  `{"address":"${address}","amount":${coins(amount)}}`;

function minerJson(value: MinerState): string {
  return (
    `{"address":"${value.address}","points":${value.points},"roundPoints":${value.roundPoints},` +
    `"accepted":${value.accepted},"refused":${JSON.stringify(value.refused)},` +
    `"shareDifficulty":${value.shareDifficulty},"part":${coins(value.part)},"owed":${coins(value.owed)},` +
    `"paid":${coins(value.paid)}}`
  );
}

const coins = (units: Units): string => `"${formatCoins(units)}"`;
