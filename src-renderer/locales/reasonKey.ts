import type { Facts } from '#shared/protocol/fault.ts';
import { enReasons } from './enReasons.ts';

type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;
const groups: Reasons = enReasons;

/** Which words say why, for a fault that says so: "remote.badProof/block.id". undefined: it has none to say. */
export function reasonKey(code: string, facts: Facts): string | undefined {
  const group = Object.hasOwn(groups, code) ? groups[code] : undefined;
  if (group === undefined) return undefined;
  const said = String(facts.reason ?? facts.what ?? facts.status ?? '');
  const room = said.split('.', 1)[0] ?? '';
  // Whatever rule of a block it is, it is one about the block.
  const general = /^(transaction|address|wallet|contract|item|trust|update|group|amount)$/.test(room)
    ? 'block'
    : room;
  const word = [said, room, general].find((each) => each !== '' && Object.hasOwn(group, each)) ?? 'other';
  return `${code}/${word}`;
}
