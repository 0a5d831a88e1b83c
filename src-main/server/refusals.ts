import type { FaultCode } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { strikesOf } from './limits.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { Visitor, Visitors } from './visitors.ts';

/** Every refusal is counted, and told against whom it was where no honest client is refused so. */
export class Refusals {
  readonly #visitors: Visitors;
  readonly #metrics: ServerMetrics;
  readonly #clock: Clock;

  constructor(parts: { visitors: Visitors; metrics: ServerMetrics; clock: Clock }) {
    this.#visitors = parts.visitors;
    this.#metrics = parts.metrics;
    this.#clock = parts.clock;
  }

  /** `visitor`: undefined where nobody is to blame, or where it can't be known who. */
  add(code: FaultCode, visitor: Visitor | undefined): void {
    this.#metrics.refused.add(code);
    const strikes = strikesOf(code);
    if (visitor !== undefined && strikes > 0) this.#visitors.strike(visitor, strikes, this.#clock.now());
  }
}
