import type { LintCode, LintNote } from '#shared/contracts/scriptLinter.ts';

const words: Readonly<Record<LintCode, (name: string) => string>> = {
  syntax: (name) => `this is no JavaScript: ${name}`,
  tooDeep: () => 'this is nested too deeply',
  noHandler: () =>
    'the script defines none of applied, due, received, cancelled, called, so it never does anything',
  hostName: (name) => `${name} is a function that every contract is given; it can't be defined again`,
  module: () => 'a contract is one script: nothing can be imported or exported',
  asynchronous: (name) => `${name}: a handler runs at once and to its end; nothing can be waited for`,
  clock: (name) => `${name}: there is no clock; the block's date is e.date, and wake(date) calls due later`,
  chance: (name) => `${name}: there is no chance, or each pool would get another result`,
  outside: (name) => `${name}: a contract reaches nothing but transfer, balance, wake and save`,
  evaluation: (name) => `${name}: text can't be run as a program, so that all of it stands in the contract`,
  weakReference: (name) => `${name}: weak references would tell when memory is cleaned up; use Map or Set`,
  binary: (name) => `${name}: there are no binary arrays; use strings, numbers and BigInt`,
  locale: (name) => `${name}: there are no languages and regions, which differ from one machine to another`,
  proxy: (name) => `${name} does not exist in a contract`,
  unknownName: (name) => `${name} is not defined`,
  amountIsNumber: () => "an amount is coins as text, such as '1.5': numbers can't hold every amount",
  endless: (name) => `this ${name} loop never ends by itself; the run would fail`,
};

/** A note in a line of English, with the line that it has in the file. */
export function lintLine({ code, severity, line, column, name }: LintNote, scriptLine: number): string {
  return `${line + scriptLine - 1}:${column} ${severity}: ${words[code](name)}`;
}
