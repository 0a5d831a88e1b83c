import { MAX_BLOCKS } from '#shared/api/peerApi.ts';
import { decodeBlock, encodeHeader } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { footerHash, listsHash } from '#shared/protocol/hashing.ts';
import type { Network } from '#shared/protocol/network.ts';
import { blockHash } from '#shared/protocol/proofOfWork.ts';
import type { PeerLink } from './peerLink.ts';

/**
 * Fetches blocks by hash, in order, and hands each to `take` once it is known to be the one, until `take` wants no more. Holds one answer at a
 * time. Throws `peer.slow` for a block that the peer proved and does not give, `peer.lied` for another one in its
 * place, `peer.lost`.
 */
export async function fetchBlocks(
  link: PeerLink,
  wanted: readonly { readonly hash: Bytes }[],
  network: Network,
  take: (bytes: Bytes) => Promise<boolean>,
): Promise<void> {
  for (let at = 0; at < wanted.length; ) {
    const hashes = wanted.slice(at, at + MAX_BLOCKS).map(({ hash }) => hash);
    const { blocks } = await link.call('getBlocks', { hashes });
    const first = hashes[0] as Bytes;
    const found = blocks.length > 0 ? blocks : [await fetchLarge(link, first, network)];
    for (const bytes of found) {
      const hash = wanted[at]?.hash;
      if (hash === undefined) throw new Fault('peer.lied', { what: 'getBlocks' });
      checkBlock(bytes, hash, network);
      if (!(await take(bytes))) return;
      at += 1;
    }
  }
}

async function fetchLarge(link: PeerLink, hash: Bytes, network: Network): Promise<Bytes> {
  let block: Uint8Array | undefined;
  for (let offset = 0; block === undefined || offset < block.length; ) {
    const piece = await link.call('getBlockPiece', { hash, offset });
    if (piece === null) throw new Fault('peer.slow', { method: 'getBlocks' });
    if (piece.length > network.maxBlockBytes || piece.bytes.length === 0) {
      throw new Fault('peer.lied', { what: 'getBlockPiece' });
    }
    block ??= new Uint8Array(piece.length);
    if (piece.length !== block.length || offset + piece.bytes.length > block.length) {
      throw new Fault('peer.lied', { what: 'getBlockPiece' });
    }
    block.set(piece.bytes, offset);
    offset += piece.bytes.length;
  }
  return block;
}

/** The hash covers header and lists, so these bytes are the block that was proven, or none. */
function checkBlock(bytes: Bytes, hash: Bytes, network: Network): void {
  const lied = () => new Fault('peer.lied', { what: 'getBlocks' });
  let block: ReturnType<typeof decodeBlock>;
  try {
    block = decodeBlock(bytes, network);
  } catch {
    throw lied();
  }
  const { header, lists, footer } = block;
  const work = footerHash(encodeHeader(header), listsHash(lists));
  if (!equalBytes(footer.hash, hash) || !equalBytes(blockHash(footer), hash)) throw lied();
  if (!equalBytes(footer.footerHash, work)) throw lied();
}
