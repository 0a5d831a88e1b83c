/** The arrows of ARCHITECTURE.md: which room may import which. Everything that is not allowed is an error. */
const from = (path) => ({ path: `^${path}/` });
const only = (room, rooms, packages, comment) => ({
  name: `${room.replaceAll('/', '-')}-imports`,
  comment,
  severity: 'error',
  from: { ...from(room), pathNot: '\\.test\\.tsx?$' },
  to: {
    pathNot: [
      ...[room, ...rooms].map((path) => `^${path}/`),
      ...packages.map((name) => `node_modules/${name}(/|$)`),
    ],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'A circle of types alone, or one that is closed by a lazy import, is none at run time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('src-shared/protocol', [], ['@noble', '@scure', 'micro-key-producer'], 'The protocol is pure.'),
    only(
      'src-shared/ledger',
      ['src-shared/protocol', 'src-shared/contracts'],
      ['@noble'],
      'The ledger is pure.',
    ),
    only(
      'src-shared/contracts',
      ['src-shared/protocol'],
      ['acorn', 'astring'],
      'Contract documents are pure.',
    ),
    only('src-shared/api', ['src-shared/protocol'], ['zod'], 'Borders know the protocol and schemas only.'),
    only(
      'src-renderer',
      ['src-shared/api', 'src-shared/protocol', 'assets'],
      [
        'react',
        'react-dom',
        'zustand',
        '@mantine',
        '@tabler',
        'uplot',
        'qrcode.react',
        'i18next',
        'react-i18next',
        '@zxcvbn-ts',
        '@fontsource-variable',
        'zod',
        'vite',
      ],
      'The window speaks to the app through the bridge only.',
    ),
    {
      name: 'electron-in-desktop-only',
      severity: 'error',
      from: { pathNot: '^(src-main/desktop|e2e)/' },
      to: { path: 'node_modules/electron(/|$)' },
    },
    {
      name: 'shells-on-top',
      comment: 'Nothing imports the shells but the shells and the command line.',
      severity: 'error',
      from: { path: '^src-main/', pathNot: '^src-main/(desktop|web|cli)/' },
      to: { path: '^src-main/(desktop|web|cli)/' },
    },
    {
      name: 'app-wires',
      comment: 'Only the composition root, the shells and the command line import app/.',
      severity: 'error',
      from: { path: '^src-main/', pathNot: '^src-main/(app|desktop|web|cli)/' },
      to: { path: '^src-main/app/' },
    },
    {
      name: 'wallet-and-miner-know-no-pool',
      comment: 'They are handed a PoolSession and never know whether it is embedded or remote.',
      severity: 'error',
      from: { path: '^src-main/(wallet|miner)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src-main/(pool|store|server|remote|peers|verifier|contracts|app|web|desktop)/' },
    },
    {
      name: 'store-below-pool',
      severity: 'error',
      from: { path: '^src-main/(store|verifier|contracts|base)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src-main/(pool|server|remote|peers|wallet|miner)/' },
    },
    {
      name: 'main-knows-no-window',
      severity: 'error',
      from: { path: '^(src-main|src-shared)/' },
      to: { path: '^src-renderer/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
    builtInModules: { add: [] },
  },
};
