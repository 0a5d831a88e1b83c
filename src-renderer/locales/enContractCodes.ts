/** Why a rehearsal could not say all that a contract can take. */
export const enUnbounded = {
  payerHidden:
    'The script works out while it runs who pays. So it could charge in ways that nobody can foresee.',
  chargesIncome: 'It takes from what you receive, so what it takes depends on what others pay you.',
  dependsOnBalance:
    'It takes more from who has more: with 1,000 times the coins it would charge differently.',
  tooManyRuns: 'It acts so often that a whole year could not be rehearsed.',
  reachesLimit: 'It reaches a limit of the network and is stopped, so what comes after is unknown.',
  scriptFails: 'Its script fails.',
};

/** How a run of a script can fail. */
export const enFailures = {
  script: 'The script can’t be loaded.',
  exception: 'The script refused.',
  fuel: 'It needed more computing than a run may.',
  depth: 'It was nested too deeply.',
  memory: 'It needed more memory than a run may.',
  argument: 'It asked for something that makes no sense, such as an amount that is none.',
  transfers: 'It wanted to move coins more often than a run may.',
  trap: 'The engine that runs scripts gave up.',
};

/** What the linter notes about a script. `{{name}}` is the name that it is about. */
export const enLint = {
  syntax: 'This can’t be read as JavaScript: {{name}}',
  tooDeep: 'This is nested too deeply to be read.',
  noHandler:
    'Nothing here is ever called. Define at least one of the functions applied, due, received, cancelled, called.',
  hostName: 'The name {{name}} belongs to the network’s own functions. Choose another one.',
  module: 'A script stands alone: {{name}} can’t bring in other code.',
  asynchronous: '{{name}} waits for something. A run can’t wait; use wake(date) to be called later.',
  clock: 'There is no clock: {{name}} does not exist. The date of the block is in e.date.',
  chance: 'There is no chance: {{name}} does not exist. Every computer must get the same result.',
  outside: 'A script can’t reach the outside: {{name}} does not exist.',
  evaluation: 'A script can’t make code of text: {{name}} does not exist.',
  weakReference: '{{name}} does not exist, because it depends on when memory is freed.',
  binary: '{{name}} does not exist. Use arrays, numbers and texts.',
  locale: '{{name}} does not exist: it would write things differently in different languages.',
  proxy: '{{name}} does not exist.',
  unknownName: 'Nothing has the name {{name}}. Is there a typo?',
  amountIsNumber: 'An amount must be a text such as "1.5", because numbers lose decimals.',
  endless: 'This {{name}} loop never ends by itself.',
};
