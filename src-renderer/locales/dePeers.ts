import type { PeersTexts } from './enPeers.ts';

export const dePeers: PeersTexts = {
  title: 'Andere Pools dieses Netzwerks',
  lead: 'Verbundene Pools geben Blöcke und Zahlungen aneinander weiter und einigen sich auf eine Kette.',
  list: 'Verbundene Pools',
  alone:
    'Dieser Pool ist allein: Seine Kette kennt sonst niemand. Nenne den Pool eines Freundes, dann wird es ein Netzwerk.',
  add: 'Pool hinzufügen',
  url: 'Adresse des anderen Pools',
  urlText:
    'Wie auf der Pool-Seite deines Freundes, etwa ws://192.168.1.5:9094 oder wss://pool.example. Es genügt, wenn einer den anderen nennt.',
  anyway: 'Trotzdem behalten und von selbst wieder versuchen',
  state: {
    connected: 'verbunden',
    connecting: 'wird verbunden',
    away: 'nicht verbunden',
    banned: 'ausgesperrt',
  },
  source: {
    here: '',
    file: 'aus der Konfigurationsdatei',
    blocks: 'durch seine Blöcke bekannt',
    came: 'kam von selbst',
  },
  nameless: 'ein Pool ohne Namen',
  again: 'nächster Versuch {{time}}',
  until: 'bis {{time}}',
  remove: '{{pool}} entfernen',
  pardonNamed: '{{pool}} wieder zulassen',
  bans: 'Ausgesperrte Pools',
  bansNone: 'Kein Pool ist ausgesperrt.',
  otherTitle: 'Dieser Pool gehört zu einem anderen Netzwerk',
  otherText:
    'Pools bilden nur dann ein Netzwerk, wenn sie mit demselben ersten Block beginnen. Dein Pool kann dem anderen Netzwerk beitreten:',
  otherLeaves:
    'Dein Pool verlässt seine eigene Kette. Ihre Coins bleiben auf ihr, und die Kette bleibt im Datenordner: Du kannst zurück.',
  otherLocks:
    'Die Wallet wird gesperrt, das Mining endet, und wer mit deinem Pool verbunden ist, wird getrennt.',
  otherByFile:
    'Ein Pool ohne Fenster kommt durch seine Konfiguration in ein Netzwerk: Ein leerer Datenordner tritt dem Netzwerk des ersten Pools unter „peers“ bei.',
  join: 'Diesem Netzwerk beitreten',
  joined: 'Dein Pool ist in einem Netzwerk, das jemand anderes gegründet hat.',
  leave: 'Zurück ins eigene Netzwerk',
  leaveSure:
    'Dein Pool geht zurück zu der Kette, die er gegründet hat. Die Coins dieses Netzwerks bleiben auf dieser Kette. Die Wallet wird gesperrt.',
};
