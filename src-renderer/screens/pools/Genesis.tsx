import { toHex } from '#shared/protocol/bytes.ts';
import styles from './Pools.module.css';

/** A genesis hash in groups, to be compared with somebody else's. */
export function Genesis({ hash }: { readonly hash: Uint8Array }) {
  const groups = toHex(hash).match(/.{8}/g) ?? [];
  return (
    <p className={styles.genesis}>
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one hash never change their order
        <span key={at}>{group} </span>
      ))}
    </p>
  );
}
