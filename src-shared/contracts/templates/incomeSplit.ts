export const incomeSplit = `# Income split

Two partners share what they earn, half and half. Both apply to this contract.

- Whenever one partner's wallet receives a payment, half of it goes on to the other partner at once. A unit that can't
  be halved stays with who received it.
- What one partner pays the other is not shared again.
- The network's fee for passing on is paid by who received the payment.
- Either partner can cancel at any time. From then on that partner shares nothing more; the other one still does, until
  they cancel as well.

These words explain the contract. The partners' addresses and the script below carry it out.

\`\`\`json model
{ "partners": ["ADDRESS OF THE FIRST PARTNER", "ADDRESS OF THE SECOND PARTNER"] }
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
  if (!e.model.partners.includes(e.applicant)) {
    throw new Error('Only the two partners can apply.');
  }
}

function received(e) {
  const other = e.model.partners.find((partner) => partner !== e.applicant);
  if (e.from === other) {
    return;
  }
  transfer(e.applicant, other, coinsOf(unitsOf(e.amount) / 2n));
}
\`\`\`
`;
