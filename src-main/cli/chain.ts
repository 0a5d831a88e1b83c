/** `npm run -s chain -- create | import | export | verify | balances | backup | repair`: a chain's folder by hand. */

import { once } from 'node:events';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { runChain } from './chainCommands.ts';

installNodeSha256();
process.exitCode = await runChain(process.argv.slice(2), {
  answer: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
  words: (text) => console.error(text),
});
