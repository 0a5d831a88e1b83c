/** What a person told about power; price in their own currency. */
export interface PowerCosts {
  /** What the machine draws more while it mines. */
  readonly watts: number;
  readonly pricePerKilowattHour: number;
}

export interface EarningsFacts {
  /** Tries a second, counted. */
  readonly rate: number;
  readonly blockDifficulty: number | bigint;
  /** The network's, ms: difficulty sees to it that blocks do not come faster for long. */
  readonly blockInterval: number;
  /** What a block pays, coins. */
  readonly blockReward: number;
  /** The pool's fee, percent. */
  readonly feePercent: number;
  /** Percent of a block's pay that goes to the leadership. */
  readonly leadershipPercent: number;
}

export interface Earnings {
  /** Average coins a day after fees; chance makes single days differ widely. */
  readonly coinsPerDay: number;
  readonly powerPerDay: number | null;
  /** What a coin must be worth for mining to pay its power; null without costs or without income. */
  readonly breakEvenPrice: number | null;
  /** After power, in the person's currency; null without costs or without a coin's price. */
  readonly profitPerDay: number | null;
}

const DAY_S = 86_400;

/**
 * Average earnings at the counted rate, if difficulty and reward stay as they are (a difficulty that is still too low for
 * this rate does not): an expectation, and to be shown as
 * one. `coinPrice`: what a coin is worth to the person, in the currency of the power's price; null: they said nothing.
 */
export function earnings(facts: EarningsFacts, power: PowerCosts | null, coinPrice: number | null): Earnings {
  const blocksPerDay = Math.min(
    (facts.rate * DAY_S) / Number(facts.blockDifficulty),
    (DAY_S * 1000) / facts.blockInterval,
  );
  const kept = (1 - facts.feePercent / 100) * (1 - facts.leadershipPercent / 100);
  const coinsPerDay = blocksPerDay * facts.blockReward * kept;
  const powerPerDay = power === null ? null : (power.watts / 1000) * 24 * power.pricePerKilowattHour;
  return {
    coinsPerDay,
    powerPerDay,
    breakEvenPrice: powerPerDay === null || coinsPerDay === 0 ? null : powerPerDay / coinsPerDay,
    profitPerDay: powerPerDay === null || coinPrice === null ? null : coinsPerDay * coinPrice - powerPerDay,
  };
}
