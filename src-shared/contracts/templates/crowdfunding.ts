export const crowdfunding = `# Crowdfunding with refund

Many pledge; if enough comes together, the project gets all of it, else everybody gets their pledge back.

- Who applies pledges **50 coins**. They are paid into the contract's account, at once, with the network's fee for
  passing them on.
- The goal is **1,000 coins** in the contract's account at the end of 31 December 2026 (UTC).
- If the goal is reached by then, all coins in the account go to the wallet that published this contract.
- If not, every pledge goes back to who made it.
- At the end the contract looks at each pledge once. If the project has got everything by then, that costs the pledger
  the network's fee.
- Who cancels before the end gets the pledge back at once. After the end nobody can pledge.

These words explain the contract. The numbers and the script below carry it out; \`end\` is the end in milliseconds since 1970.

\`\`\`json model
{ "pledge": "50", "goal": "1000", "end": 1798761600000 }
\`\`\`

\`\`\`js contract
const UNITS = 100000000n;

function unitsOf(coins) {
  const [whole, decimals = ''] = coins.split('.');
  return BigInt(whole) * UNITS + BigInt(decimals.padEnd(8, '0'));
}

function coinsOf(units) {
  return String(units / UNITS) + '.' + String(units % UNITS).padStart(8, '0');
}

function applied(e) {
  if (e.date >= e.model.end) {
    throw new Error('The campaign is over.');
  }
  const held = coinsOf(unitsOf(e.model.pledge) + unitsOf(e.fee));
  if (!transfer(e.applicant, e.contract, held)) {
    throw new Error('The pledge could not be paid.');
  }
  save({ ...e.model, held: true });
  wake(e.model.end);
}

function due(e) {
  const raised = unitsOf(balance(e.contract));
  if (raised >= unitsOf(e.model.goal)) {
    transfer(e.contract, e.creator, coinsOf(raised - unitsOf(e.fee)));
  } else if (e.model.held === true && transfer(e.contract, e.applicant, e.model.pledge)) {
    save({ ...e.model, held: false });
  }
}

function cancelled(e) {
  if (e.model.held === true && e.date < e.model.end) {
    transfer(e.contract, e.applicant, e.model.pledge);
  }
}
\`\`\`
`;
