import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { type Network, parseNetworkFile } from '#shared/protocol/network.ts';
import { dataFolder } from '../app/dataFolder.ts';
import { fixedServing } from '../app/fixedServing.ts';
import { LogRing } from '../app/logRing.ts';
import { PeerBook } from '../app/peerBook.ts';
import { systemClock } from '../base/clock.ts';
import { onUncaught } from '../base/lastResort.ts';
import { openLog } from '../base/log.ts';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { keepMemoryClose } from '../base/processMemory.ts';
import { othersGiveWayOnceWarm } from '../base/threadPriority.ts';
import { measureMachine } from '../miner/measureMachine.ts';
import { openAskBack } from '../peers/askBack.ts';
import { fetchNetwork } from '../peers/fetchNetwork.ts';
import { collectBetweenJobs } from '../pool/collectBetweenJobs.ts';
import { openPool } from '../pool/pool.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import { openPoolServer } from '../server/poolServer.ts';
import { networkOfFolder } from '../store/openChainStore.ts';
import { openPoolSigner } from '../wallet/poolKey.ts';
import { hashPassword } from '../web/passwordGate.ts';
import { readFlags } from './flags.ts';
import { openOperatorWeb } from './operatorWeb.ts';
import { NO_DOMAIN, type PoolConfig, readPoolConfig } from './poolConfig.ts';
import { keepRoyal } from './royalMember.ts';
import { tellReach } from './tellReach.ts';

/** The pool without a window, for a server: `npm run pool -- [--config FILE] [--peer POOL] …` (see USAGE). */

const USAGE =
  'Usage: npm run pool -- [--config FILE] [--data FOLDER] [--host HOST] [--port N] [--domain NAME] ' +
  '[--peer POOL] [--join POOL] [--network FILE]\n' +
  '       npm run -s pool -- --hash-password < FILE';
const random = (length: number) => new Uint8Array(randomBytes(length));

async function run(config: PoolConfig): Promise<void> {
  keepMemoryClose();
  installNodeSha256();
  const ring = new LogRing();
  const write = (line: string) => {
    process.stdout.write(line);
    ring.write(line);
  };
  const log = openLog({ level: 'info', to: { write } });
  const folder = config.data ?? dataFolder([]);
  const member = config.join === undefined ? undefined : parsePoolUrl(config.join).socket;
  if (member !== undefined && config.domain === NO_DOMAIN)
    throw new Fault('pool.domain', { domain: config.domain });
  const fixed = [...config.peers, ...(member === undefined ? [] : [member])];
  const network = config.network ?? (await networkToJoin(join(folder, 'pool'), fixed));
  const pool = await openPool({
    folder: join(folder, 'pool'),
    ...(network === undefined ? {} : { network }),
    signer: await openPoolSigner(folder, random),
    clock: systemClock,
    log: log.child('pool'),
    random,
    measureHashRate: measureMachine,
    askBack: openAskBack({ clock: systemClock, log: log.child('pool'), random }),
    settings: {
      domain: config.domain,
      initial: {
        ...(config.feePercent === undefined ? {} : { feePercent: config.feePercent }),
        ...(config.payoutThreshold === undefined ? {} : { payoutThreshold: config.payoutThreshold }),
        ...(config.scheme === undefined ? {} : { scheme: config.scheme }),
        ...(config.contractFiles === undefined ? {} : { contractFiles: config.contractFiles }),
      },
    },
  });
  othersGiveWayOnceWarm();
  collectBetweenJobs(pool);
  const book = await PeerBook.open({
    ...{ folder, pool, clock: systemClock, log, random, fixed },
    changed: () => pool.operator.tell(),
  });
  const { peers } = book;
  const { tls, allow, proxies, metricsReaders } = config;
  const server = await openPoolServer({
    openSession: (info) => pool.openSession(info),
    acceptPeer: (socket, info) => peers.accept(socket, info),
    host: config.host,
    port: config.port,
    ...(tls === undefined ? {} : { tls }),
    ...(allow === undefined ? {} : { allow }),
    ...(proxies === undefined ? {} : { proxies }),
    ...(metricsReaders === undefined ? {} : { metricsReaders }),
    log: log.child('server'),
    clock: systemClock,
  });
  const serving = fixedServing(server, { host: config.host, domain: config.domain });
  const web = await openOperatorWeb({ config, folder, pool, serving, book, ring, log: log.child('web') });
  const stopReach = tellReach({ serving, book, clock: systemClock, log });
  const stopRoyal =
    member === undefined
      ? () => {}
      : keepRoyal({ pool, peers, url: member, clock: systemClock, log: log.child('royal') });
  log.info('pool.opened', { urls: server.urls, network: pool.network.name, folder });

  const close = async () => {
    stopReach();
    stopRoyal();
    await web?.close();
    await book.close();
    await server.close();
    await pool.close();
    log.info('pool.closed');
    process.exit(0);
  };
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
}

/** An empty folder joins the network of the pools that it is to be connected with. Faults: `remote.*`, `network.file`. */
async function networkToJoin(folder: string, peers: readonly string[]): Promise<Network | undefined> {
  const [peer] = peers;
  const isNew = await networkOfFolder(folder).then(
    () => false,
    (error: unknown) => isFault(error) && error.code === 'store.empty',
  );
  return isNew && peer !== undefined ? await fetchNetwork(peer) : undefined;
}

/** One line that tells the operator what is wrong with the configuration or the start. */
function explain(error: unknown): string | undefined {
  if (isFault(error)) return `${error.code} ${JSON.stringify(error.facts)}`;
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof SyntaxError) return `The configuration is not JSON: ${error.message}`;
  return error instanceof Error && 'syscall' in error ? error.message : undefined;
}

const lastLog = openLog({ level: 'error', to: { write: (line) => process.stdout.write(line) } });
onUncaught((error) => lastLog.error('program.failed', { error }));

const flags = readFlags(process.argv.slice(2), {
  values: ['config', 'data', 'host', 'port', 'domain', 'peer', 'join', 'network'],
  switches: ['hash-password'],
});
const port = 'wrong' in flags || flags.values.port === undefined ? undefined : Number(flags.values.port);
if ('wrong' in flags || (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535))) {
  console.error(USAGE);
  process.exit(1);
}
try {
  if (flags.switches.has('hash-password')) {
    // The first line of what comes in; nothing of it is shown.
    const [typed = ''] = readFileSync(process.stdin.fd, 'utf8').split(/\r?\n/, 1);
    console.log(await hashPassword(typed));
    process.exit(0);
  }
  const { data, host, domain, peer, join: member, network } = flags.values;
  const read = await readPoolConfig(flags.values.config);
  await run({
    ...read,
    ...(peer === undefined ? {} : { peers: [...read.peers, peer] }),
    ...(network === undefined
      ? {}
      : { network: parseNetworkFile(JSON.parse(await readFile(network, 'utf8'))) }),
    ...(member === undefined ? {} : { join: member }),
    ...(data === undefined ? {} : { data }),
    ...(host === undefined ? {} : { host }),
    ...(domain === undefined ? {} : { domain }),
    ...(port === undefined ? {} : { port }),
  });
} catch (error) {
  const words = explain(error);
  if (words === undefined) throw error;
  console.error(words);
  process.exit(1);
}
