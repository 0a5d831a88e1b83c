export const purchase = `# One-time purchase

Who applies to this contract buys once.

- The buyer pays **25 coins**, at once, to the wallet that published this contract.
- Nothing else is ever charged.
- The network's fee for the payment is paid by the buyer.

These words explain the contract. The price and the script below carry it out.

\`\`\`json model
{ "price": "25" }
\`\`\`

\`\`\`js contract
function applied(e) {
  if (!transfer(e.applicant, e.creator, e.model.price)) {
    throw new Error('The price could not be paid.');
  }
}
\`\`\`
`;
