import { crowdfunding } from './crowdfunding.ts';
import { escrow } from './escrow.ts';
import { incomeSplit } from './incomeSplit.ts';
import { purchase } from './purchase.ts';
import { subscription } from './subscription.ts';
import { vesting } from './vesting.ts';

/** Contract files to start from, by name: each a whole file with terms that hold for its script. */
export const contractTemplates = {
  subscription,
  purchase,
  incomeSplit,
  escrow,
  crowdfunding,
  vesting,
} as const;

export type TemplateName = keyof typeof contractTemplates;
