import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onUncaught } from './lastResort.ts';

const handlers = new Map<string, (error: unknown) => void>();
let exits: unknown[];

beforeEach(() => {
  exits = [];
  handlers.clear();
  vi.spyOn(process, 'on').mockImplementation((name, handler) => {
    handlers.set(String(name), handler as (error: unknown) => void);
    return process;
  });
  vi.spyOn(process, 'exit').mockImplementation((status) => {
    exits.push(status);
    return undefined as never;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('what nobody caught', () => {
  it.each(['uncaughtException', 'unhandledRejection'])('is told once and ends the program: %s', (name) => {
    const told: unknown[] = [];
    onUncaught((error) => told.push(error));
    const lost = new Error('lost');
    handlers.get(name)?.(lost);
    handlers.get('unhandledRejection')?.(new Error('also'));
    expect(told).toEqual([lost]);
    expect(exits).toEqual([1]);
  });

  it('ends it too where it cannot be told', () => {
    onUncaught(() => {
      throw new Error('no paper');
    });
    expect(() => handlers.get('unhandledRejection')?.(new Error('lost'))).toThrow('no paper');
    expect(exits).toEqual([1]);
  });
});
