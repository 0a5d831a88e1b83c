import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('Outbox', () => {
  it('sends to all in their order, and lets others have their turn in between', async () => {
    const outbox = new Outbox();
    const sent: number[] = [];
    const others: number[] = [];
    const other = setInterval(() => others.push(sent.length), 1);
    await new Promise<void>((resolve) => {
      for (let n = 0; n < 20; n++) {
        outbox.add({
          flush() {
            busy(3);
            sent.push(n);
            if (n === 19) resolve();
          },
        });
      }
      expect(sent).toEqual([]);
    });
    clearInterval(other);
    expect(sent).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(others.some((at) => at > 0 && at < 20)).toBe(true);
  });

  it('sends what is added while it sends, and begins again when it was empty', async () => {
    const outbox = new Outbox();
    const sent: string[] = [];
    outbox.add({
      flush() {
        sent.push('first');
        outbox.add({ flush: () => sent.push('second') });
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    outbox.add({ flush: () => sent.push('third') });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sent).toEqual(['first', 'second', 'third']);
  });

  it('sends what is in a hurry at the end of the step, with what came for it by then', async () => {
    const outbox = new Outbox();
    const texts: string[] = [];
    const sent: string[][] = [];
    const flush = () => sent.push(texts.splice(0));
    outbox.hurry({ flush });
    outbox.hurry({ flush: () => sent.push(['another']) });
    texts.push('job');
    await Promise.resolve().then(() => texts.push('news'));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(sent).toEqual([['job', 'news'], ['another']]);
  });

  it('leaves turns to what is sent beside it, and goes on after that', async () => {
    const outbox = new Outbox();
    const sent: string[] = [];
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    outbox.add({ flush: () => sent.push('news') });
    for (let n = 0; n < 3; n++) {
      outbox.hurry({ flush: () => sent.push(`job ${n}`) });
      await turn();
    }
    expect(sent).toEqual(['job 0', 'job 1', 'job 2']);
    await turn();
    expect(sent).toEqual(['job 0', 'job 1', 'job 2', 'news']);
  });

  it('does not give way for ever', async () => {
    const outbox = new Outbox();
    const sent: string[] = [];
    outbox.add({ flush: () => sent.push('news') });
    const begun = performance.now();
    while (sent.length === 0 && performance.now() - begun < 5000) {
      outbox.hurry({ flush() {} });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sent).toEqual(['news']);
    expect(performance.now() - begun).toBeGreaterThan(100);
  });
});
