import { describe, expect, it } from 'vitest';
import { poolCalls, poolEvents } from '#shared/api/poolApi.ts';
import { openRpcDocument } from './openRpc.ts';

describe('the OpenRPC document', () => {
  const document = JSON.parse(JSON.stringify(openRpcDocument()));

  it('names every call and event, and nothing else', () => {
    const names = (list: { name: string }[]) => list.map((entry) => entry.name);
    expect(names(document.methods)).toEqual(Object.keys(poolCalls));
    expect(names(document['x-notifications'])).toEqual(Object.keys(poolEvents));
  });

  it('describes what is on the wire: hex and decimal text, not bytes and bigints', () => {
    const method = (name: string) => document.methods.find((entry: { name: string }) => entry.name === name);
    expect(method('submitShare').params).toEqual([
      { name: 'jobId', required: true, schema: expect.objectContaining({ type: 'string', maxLength: 32 }) },
      { name: 'minedDate', required: true, schema: expect.objectContaining({ type: 'integer', minimum: 0 }) },
      { name: 'blob', required: true, schema: expect.objectContaining({ type: 'string', maxLength: 16 }) },
    ]);
    expect(method('getWallet').result.schema.properties.balance.type).toBe('string');
    expect(method('prepare').params[0].schema.oneOf).toHaveLength(7);
    expect(
      method('getHistory').params.find((entry: { name: string }) => entry.name === 'before').required,
    ).toBe(false);
  });
});
