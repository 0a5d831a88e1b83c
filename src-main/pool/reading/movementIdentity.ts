import { type Bytes, concatBytes } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';

/** Where a contract moved something: a place among the `movementsOf` a block. */
interface MovementPlace {
  readonly blockId: number;
  readonly at: number;
}

/**
 * Nobody signed what a contract moved, so its identity is its place, 2 × 4 bytes, behind 24 bytes of H(block hash ‖
 * place): it can be found without an index, and what is found can be told from a place that somebody made up.
 */
export function movementIdentity(blockHash: Bytes, { blockId, at }: MovementPlace): Bytes {
  const place = new Uint8Array(8);
  const view = new DataView(place.buffer);
  view.setUint32(0, blockId);
  view.setUint32(4, at);
  return concatBytes(sha256(concatBytes(blockHash, place)).subarray(0, 24), place);
}

/** Where to look for a movement of that identity; whether it stands there is another question. */
export function movementPlace(identity: Bytes): MovementPlace {
  const view = new DataView(identity.buffer, identity.byteOffset + 24, 8);
  return { blockId: view.getUint32(0), at: view.getUint32(4) };
}
