/**
 * Counters, gauges and histograms in the text form that Prometheus reads. Label values are our own words
 * (methods, fault codes), never something a visitor sent.
 */
export interface Metric {
  readonly name: string;
  lines(): string[];
}

const heading = (name: string, help: string, type: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

/** A number that only grows; with `label`, one for each value of that label. */
export class Counter implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #label: string | undefined;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string, label?: string) {
    this.name = name;
    this.#help = help;
    this.#label = label;
    if (label === undefined) this.#values.set('', 0);
  }

  add(value = '', by = 1): void {
    this.#values.set(value, (this.#values.get(value) ?? 0) + by);
  }

  get(value = ''): number {
    return this.#values.get(value) ?? 0;
  }

  entries(): Record<string, number> {
    return Object.fromEntries(this.#values);
  }

  lines(): string[] {
    const lines = [...this.#values].map(([value, count]) =>
      this.#label === undefined
        ? `${this.name} ${count}`
        : `${this.name}{${this.#label}="${value}"} ${count}`,
    );
    return [...heading(this.name, this.#help, 'counter'), ...lines];
  }
}

/** A number that is read when somebody asks; undefined leaves it out. */
export class Gauge implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #read: () => number | undefined;

  constructor(name: string, help: string, read: () => number | undefined) {
    this.name = name;
    this.#help = help;
    this.#read = read;
  }

  lines(): string[] {
    const value = this.#read();
    return value === undefined ? [] : [...heading(this.name, this.#help, 'gauge'), `${this.name} ${value}`];
  }
}

/** How often a measure fell under each bound. */
export class Histogram implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.#help = help;
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count += 1;
    const at = this.#bounds.findIndex((bound) => value <= bound);
    if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** The smallest bound that `share` (0…1) of all measures are not above; undefined before the first. */
  quantile(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    let sum = 0;
    for (const [at, count] of this.#counts.entries()) {
      sum += count;
      if (sum >= share * this.#count) return this.#bounds[at];
    }
    return Number.POSITIVE_INFINITY;
  }

  lines(): string[] {
    let sum = 0;
    const buckets = this.#bounds.map((bound, at) => {
      sum += this.#counts[at] ?? 0;
      return `${this.name}_bucket{le="${bound}"} ${sum}`;
    });
    return [
      ...heading(this.name, this.#help, 'histogram'),
      ...buckets,
      `${this.name}_bucket{le="+Inf"} ${this.#count}`,
      `${this.name}_sum ${this.#sum}`,
      `${this.name}_count ${this.#count}`,
    ];
  }
}

export function metricsText(metrics: readonly Metric[]): string {
  return `${metrics.flatMap((metric) => metric.lines()).join('\n')}\n`;
}
