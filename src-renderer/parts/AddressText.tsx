import styles from './AddressText.module.css';

/** "lcoco1qx3…9f2k": enough to recognise, not enough to check. */
export function shortAddress(address: string): string {
  const start = address.lastIndexOf('1') + 1;
  return `${address.slice(0, start + 4)}…${address.slice(-4)}`;
}

/** Groups of four; a shorter one stands before the last, so that both ends can be compared in full. */
export function groupsOf(characters: string): string[] {
  const groups = characters.match(/.{1,4}/g) ?? [];
  const [beforeLast, last] = groups.slice(-2);
  if (beforeLast === undefined || last === undefined || last.length === 4) return groups;
  const ends = beforeLast + last;
  return [...groups.slice(0, -2), ends.slice(0, -4), ends.slice(-4)];
}

/** The whole address in groups of four, for reading and comparing; first and last group can stand out. */
export function AddressText({
  address,
  emphasised = false,
}: {
  readonly address: string;
  readonly emphasised?: boolean;
}) {
  const start = address.lastIndexOf('1') + 1;
  const groups = groupsOf(address.slice(start));
  return (
    <span className={styles.address} data-emphasised={emphasised || undefined}>
      <span className={styles.prefix}>{address.slice(0, start)}</span>
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one address never change their order
        <span key={at} className={styles.group} data-edge={at === 0 || at === groups.length - 1 || undefined}>
          {group}
        </span>
      ))}
    </span>
  );
}
