/** The paper's own example: a first month at a lower price, then the same every month. */
export const subscription = `# Subscription

Who applies to this contract subscribes.

- For the first month the subscriber pays **1 coin**, at once.
- From the second month on the subscriber pays **10 coins** at the beginning of each month.
- A month is 30 days.
- When the subscriber has too few coins, the contract tries again once a day for a week. After that the subscription
  is over and nothing more is charged.
- The subscriber can cancel at any time, in the wallet. What is paid is not paid back.
- The payments go to the wallet that published this contract. The network's fee for each payment is paid by the
  subscriber.

These words explain the contract. The numbers and the script below carry it out.

\`\`\`json model
{ "firstMonth": "1", "month": "10", "days": 30, "triesLeft": 7 }
\`\`\`

\`\`\`js contract
const DAY = 24 * 60 * 60 * 1000;
const TRIES = 7;

function applied(e) {
  if (!transfer(e.applicant, e.creator, e.model.firstMonth)) {
    throw new Error('The first month could not be paid.');
  }
  wake(e.date + e.model.days * DAY);
}

function due(e) {
  if (transfer(e.applicant, e.creator, e.model.month)) {
    save({ ...e.model, triesLeft: TRIES });
    wake(e.date + e.model.days * DAY);
  } else if (e.model.triesLeft > 0) {
    save({ ...e.model, triesLeft: e.model.triesLeft - 1 });
    wake(e.date + DAY);
  }
}
\`\`\`
`;
