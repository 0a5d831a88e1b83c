import { describe, expect, it } from 'vitest';
import { Events } from './events.ts';

interface Facts {
  'thing.happened': number;
}

describe('Events', () => {
  it('tells every listener until it stops listening', () => {
    const events = new Events<Facts>(() => {});
    const seen: number[] = [];
    const stop = events.on('thing.happened', (value) => seen.push(value));
    events.emit('thing.happened', 1);
    stop();
    events.emit('thing.happened', 2);
    expect(seen).toEqual([1]);
  });

  it('reports a listener that throws and goes on', () => {
    const errors: string[] = [];
    const events = new Events<Facts>((_error, type) => errors.push(type));
    const seen: number[] = [];
    events.on('thing.happened', () => {
      throw new Error('broken listener');
    });
    events.on('thing.happened', (value) => seen.push(value));
    events.emit('thing.happened', 7);
    expect(errors).toEqual(['thing.happened']);
    expect(seen).toEqual([7]);
  });
});
