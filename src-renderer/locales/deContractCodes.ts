import type { Texts } from './en.ts';

export const deUnbounded: Texts['contracts']['unbounded'] = {
  payerHidden:
    'Das Skript rechnet erst beim Laufen aus, wer zahlt. Es könnte also auf Arten abbuchen, die niemand vorhersehen kann.',
  chargesIncome: 'Es nimmt von dem, was du bekommst; wie viel, hängt davon ab, was andere dir zahlen.',
  dependsOnBalance:
    'Es nimmt mehr von dem, der mehr hat: mit 1.000-mal so vielen Coins würde es anders abbuchen.',
  tooManyRuns: 'Es handelt so oft, dass sich kein ganzes Jahr proben ließ.',
  reachesLimit: 'Es stößt an eine Grenze des Netzwerks und wird angehalten; was danach käme, ist unbekannt.',
  scriptFails: 'Sein Skript scheitert.',
};

export const deFailures: Texts['contracts']['failures'] = {
  script: 'Das Skript lässt sich nicht laden.',
  exception: 'Das Skript hat abgelehnt.',
  fuel: 'Es hätte mehr gerechnet, als ein Lauf darf.',
  depth: 'Es war zu tief verschachtelt.',
  memory: 'Es hätte mehr Speicher gebraucht, als ein Lauf darf.',
  argument: 'Es hat etwas Unsinniges verlangt, etwa einen Betrag, der keiner ist.',
  transfers: 'Es wollte öfter Coins bewegen, als ein Lauf darf.',
  trap: 'Die Maschine, die Skripte ausführt, hat aufgegeben.',
};

export const deLint: Texts['contracts']['lint'] = {
  syntax: 'Das lässt sich nicht als JavaScript lesen: {{name}}',
  tooDeep: 'Das ist zu tief verschachtelt, um gelesen zu werden.',
  noHandler:
    'Nichts davon wird je aufgerufen. Schreib mindestens eine der Funktionen applied, due, received, cancelled, called.',
  hostName: 'Der Name {{name}} gehört zu den Funktionen des Netzwerks. Nimm einen anderen.',
  module: 'Ein Skript steht für sich: {{name}} kann keinen anderen Code holen.',
  asynchronous:
    '{{name}} wartet auf etwas. Ein Lauf kann nicht warten; mit wake(date) wird er später aufgerufen.',
  clock: 'Es gibt keine Uhr: {{name}} existiert nicht. Das Datum des Blocks steht in e.date.',
  chance: 'Es gibt keinen Zufall: {{name}} existiert nicht. Jeder Computer muss dasselbe errechnen.',
  outside: 'Ein Skript erreicht nichts außerhalb: {{name}} existiert nicht.',
  evaluation: 'Ein Skript kann aus Text keinen Code machen: {{name}} existiert nicht.',
  weakReference: '{{name}} existiert nicht, weil es davon abhängt, wann Speicher frei wird.',
  binary: '{{name}} existiert nicht. Nimm Listen, Zahlen und Texte.',
  locale: '{{name}} existiert nicht: es schriebe in jeder Sprache etwas anderes.',
  proxy: '{{name}} gibt es hier nicht.',
  unknownName: 'Nichts heißt {{name}}. Ist das ein Tippfehler?',
  amountIsNumber: 'Ein Betrag muss ein Text sein wie "1.5", denn Zahlen verlieren Nachkommastellen.',
  endless: 'Diese {{name}}-Schleife endet nie von selbst.',
};
