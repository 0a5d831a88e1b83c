export const enPeers = {
  title: 'Other pools of this network',
  lead: 'Pools that are connected pass blocks and payments on to each other and agree on one chain.',
  list: 'Connected pools',
  alone: 'This pool is alone: its chain is known to nobody else. Name a friend’s pool to make one network.',
  add: 'Add a pool',
  url: 'Address of the other pool',
  urlText:
    'As on your friend’s Pool screen, such as ws://192.168.1.5:9094 or wss://pool.example. One of you is enough to name the other.',
  anyway: 'Keep it anyway and try again by itself',
  state: {
    connected: 'connected',
    connecting: 'connecting',
    away: 'not connected',
    banned: 'shut out',
  },
  source: {
    here: '',
    file: 'from the configuration file',
    blocks: 'found by its blocks',
    came: 'came by itself',
  },
  nameless: 'a pool without a name',
  again: 'next attempt {{time}}',
  until: 'until {{time}}',
  remove: 'Remove {{pool}}',
  pardonNamed: 'Let {{pool}} in again',
  bans: 'Pools that were shut out',
  bansNone: 'No pool is shut out.',
  otherTitle: 'That pool is on another network',
  otherText:
    'Pools make one network only if they begin with the same first block. Your pool can join the other network:',
  otherLeaves:
    'Your pool leaves its own chain. Its coins stay on it, and the chain stays in the data folder: you can go back.',
  otherLocks: 'The wallet locks, mining stops, and whoever is connected to your pool is cut off.',
  otherByFile:
    'A headless pool is brought onto a network by its configuration: an empty data folder joins the network of the first pool under “peers”.',
  join: 'Join this network',
  joined: 'Your pool is on a network that somebody else founded.',
  leave: 'Back to the network of your own',
  leaveSure:
    'Your pool goes back to the chain that it founded. The coins of this network stay on this chain. The wallet locks.',
};

export type PeersTexts = typeof enPeers;
