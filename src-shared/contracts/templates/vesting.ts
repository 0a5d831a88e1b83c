export const vesting = `# Vesting

Coins are set aside for somebody and handed out month by month.

- Who applies is the grantor. The grantor pays **12 times 10 coins** into the contract's account, at once, with the
  network's fees for handing them out.
- After each month of 30 days the beneficiary gets **10 coins**, twelve times.
- The grantor can cancel at any time: what was not handed out by then goes back to the grantor. What the beneficiary has
  stays theirs.

These words explain the contract. The beneficiary, the numbers and the script below carry it out.

\`\`\`json model
{ "beneficiary": "ADDRESS OF THE BENEFICIARY", "part": "10", "partsLeft": 12, "days": 30 }
\`\`\`

\`\`\`js contract
const DAY = 24 * 60 * 60 * 1000;
const UNITS = 100000000n;

function unitsOf(coins) {
  const [whole, decimals = ''] = coins.split('.');
  return BigInt(whole) * UNITS + BigInt(decimals.padEnd(8, '0'));
}

function coinsOf(units) {
  return String(units / UNITS) + '.' + String(units % UNITS).padStart(8, '0');
}

function heldOf(e) {
  return (unitsOf(e.model.part) + unitsOf(e.fee)) * BigInt(e.model.partsLeft);
}

function applied(e) {
  balance(e.model.beneficiary);
  if (!transfer(e.applicant, e.contract, coinsOf(heldOf(e)))) {
    throw new Error('The coins could not be set aside.');
  }
  wake(e.date + e.model.days * DAY);
}

function due(e) {
  if (!transfer(e.contract, e.model.beneficiary, e.model.part)) {
    wake(e.date + DAY);
    return;
  }
  const partsLeft = e.model.partsLeft - 1;
  save({ ...e.model, partsLeft });
  if (partsLeft > 0) {
    wake(e.date + e.model.days * DAY);
  }
}

function cancelled(e) {
  if (e.model.partsLeft > 0) {
    transfer(e.contract, e.applicant, coinsOf(heldOf(e) - unitsOf(e.fee)));
  }
}
\`\`\`
`;
