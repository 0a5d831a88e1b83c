import type { Bytes } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../store/chainStore.ts';

/** Records in memory, whose writes can be held back. */
export class MemoryRecords implements Records {
  readonly rows = new Map<string, Bytes>();
  held: (() => void)[] | undefined;

  async get(key: string): Promise<Bytes | undefined> {
    return this.rows.get(key);
  }

  async write(operations: readonly RecordOperation[]): Promise<void> {
    if (this.held !== undefined) await new Promise<void>((resolve) => this.held?.push(resolve));
    for (const operation of operations) {
      if (operation.type === 'put') this.rows.set(operation.key, operation.value);
      else this.rows.delete(operation.key);
    }
  }

  async list({ prefix }: { prefix: string }): Promise<{ key: string; value: Bytes }[]> {
    return [...this.rows]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ key, value }));
  }
}
