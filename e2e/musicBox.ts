/** A contract whose wake-ups come after seconds, so that a test can wait for what it does by itself. */
export const musicBox = `# Music box

Who applies to this contract hears music and pays as long as there are coins.

- The listener pays **1 coin** at once, then **2 coins** every five seconds, three times in all.
- When the listener has too few coins, the contract tries again after five seconds.
- Who sends the word \`pause\` is left alone for an hour.

These words explain the contract. The numbers and the script below carry it out.

\`\`\`json model
{ "payments": 3, "tries": 200 }
\`\`\`

\`\`\`js contract
const PART = 5 * 1000;

function applied(e) {
  if (!transfer(e.applicant, e.creator, '1')) {
    throw new Error('The first coin could not be paid.');
  }
  wake(e.date + PART);
}

function due(e) {
  const { payments, tries } = e.model;
  const paid = transfer(e.applicant, e.creator, '2');
  save({ payments: payments - (paid ? 1 : 0), tries: tries - (paid ? 0 : 1) });
  if (payments > 1 && tries > 1) {
    wake(e.date + PART);
  }
}

function called(e) {
  if (e.data !== 'pause') {
    throw new Error('Only the word pause is understood.');
  }
  wake(e.date + 60 * 60 * 1000);
}
\`\`\`
`;
