export const escrow = `# Escrow with timeout

The buyer's coins are held by this contract until the buyer has what was bought.

- Who applies is the buyer. The buyer pays **50 coins** into the contract's account, at once, and the network's fee for
  passing them on.
- When the goods have arrived, the buyer calls this contract with the word \`release\`. The 50 coins then go to the
  seller, the wallet that published this contract.
- Without that word the 50 coins go back to the buyer after **30 days**, or as soon as the buyer cancels.
- Nobody else can move the coins, the seller included.

These words explain the contract. The numbers and the script below carry it out.

\`\`\`json model
{ "price": "50", "days": 30 }
\`\`\`

\`\`\`js contract
const DAY = 24 * 60 * 60 * 1000;
const NEVER = 8640000000000000;
const UNITS = 100000000n;

function unitsOf(coins) {
  const [whole, decimals = ''] = coins.split('.');
  return BigInt(whole) * UNITS + BigInt(decimals.padEnd(8, '0'));
}

function coinsOf(units) {
  return String(units / UNITS) + '.' + String(units % UNITS).padStart(8, '0');
}

function applied(e) {
  const held = coinsOf(unitsOf(e.model.price) + unitsOf(e.fee));
  if (!transfer(e.applicant, e.contract, held)) {
    throw new Error('The price could not be paid.');
  }
  save({ ...e.model, held: true });
  wake(e.date + e.model.days * DAY);
}

function called(e) {
  if (e.model.held !== true || e.data !== 'release') {
    throw new Error('There is nothing to release.');
  }
  if (!transfer(e.contract, e.creator, e.model.price)) {
    throw new Error('The seller could not be paid.');
  }
  save({ ...e.model, held: false });
  wake(NEVER);
}

function due(e) {
  if (e.model.held === true && transfer(e.contract, e.applicant, e.model.price)) {
    save({ ...e.model, held: false });
  }
}

function cancelled(e) {
  if (e.model.held === true) {
    transfer(e.contract, e.applicant, e.model.price);
  }
}
\`\`\`
`;
