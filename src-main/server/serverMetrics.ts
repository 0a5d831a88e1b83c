import type { PoolStatus } from '#shared/api/poolValues.ts';
import { difficultyOfTarget } from '#shared/protocol/difficulty.ts';
import { Counter, Gauge, Histogram, type Metric, metricsText } from './metrics.ts';

/** What the server counts about itself. Names and units are what docs/grafana-dashboard.json reads. */
export interface ServerMetrics {
  readonly connectionsOpened: Counter;
  readonly requests: Counter;
  /** Everything that was refused by a limit of the server, or that was no proper request, by fault code. */
  readonly refused: Counter;
  readonly bans: Counter;
  readonly shares: Counter;
  readonly notifications: Counter;
  readonly bytesIn: Counter;
  readonly bytesOut: Counter;
  /** From a share's arrival to its acknowledgement handed to the socket, in ms. */
  readonly ack: Histogram;
  /** From a call's arrival to its answer, in ms; shares not counted. */
  readonly answer: Histogram;
  text(): string;
}

const MILLISECONDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

export function createServerMetrics(read: {
  connections: () => number;
  sessions: () => number;
  halfOpen: () => number;
  pending: () => number;
  bodyBytes: () => number;
  answerBytes: () => number;
  banned: () => number;
  /** The last known status of the pool. */
  status: () => PoolStatus | undefined;
}): ServerMetrics {
  const counters = {
    connectionsOpened: new Counter('coco_pool_connections_opened_total', 'TCP connections that came in.'),
    requests: new Counter('coco_pool_requests_total', 'Requests, by method.', 'method'),
    refused: new Counter('coco_pool_refused_total', 'What the server refused, by fault code.', 'code'),
    bans: new Counter('coco_pool_bans_total', 'Addresses shut out for a time, by reason.', 'code'),
    shares: new Counter('coco_pool_shares_total', 'Shares, by verdict.', 'verdict'),
    notifications: new Counter('coco_pool_notifications_total', 'Events sent, by type.', 'type'),
    bytesIn: new Counter('coco_pool_received_bytes_total', 'Bytes of requests.'),
    bytesOut: new Counter('coco_pool_sent_bytes_total', 'Bytes of answers and events.'),
  };
  const ack = new Histogram('coco_pool_ack_milliseconds', 'Share arrived until acknowledged.', MILLISECONDS);
  const answer = new Histogram('coco_pool_answer_milliseconds', 'Call arrived until answered.', MILLISECONDS);
  const gauge = (name: string, help: string, get: () => number | undefined) => new Gauge(name, help, get);
  const status = read.status;
  const metrics: Metric[] = [
    ...Object.values(counters),
    ack,
    answer,
    gauge('coco_pool_connections', 'Open TCP connections.', read.connections),
    gauge('coco_pool_sessions', 'Wallets and miners with an open session.', read.sessions),
    gauge('coco_pool_half_open', 'Connections that have not said anything yet.', read.halfOpen),
    gauge('coco_pool_pending', 'Requests that wait for the pool.', read.pending),
    gauge('coco_pool_body_bytes', 'What has come of HTTP bodies that are being read.', read.bodyBytes),
    gauge('coco_pool_answer_bytes', 'Long HTTP answers that wait to be read.', read.answerBytes),
    gauge('coco_pool_banned_addresses', 'Addresses shut out now.', read.banned),
    gauge('coco_pool_miners', 'Miners.', () => status()?.miners),
    gauge('coco_pool_hash_rate', 'Tries a second over all miners.', () => status()?.hashRate),
    gauge('coco_pool_peers', 'Other pools connected.', () => status()?.peers),
    gauge('coco_pool_block_id', 'Id of the last block.', () => status()?.tip.id),
    gauge('coco_pool_block_time_seconds', 'When the last block was mined.', () =>
      seconds(status()?.tip.minedDate),
    ),
    gauge('coco_pool_block_difficulty', 'Expected tries for a block.', () => {
      const target = status()?.target;
      return target === undefined ? undefined : Number(difficultyOfTarget(target));
    }),
    gauge('coco_pool_fee_percent', 'The fee.', () => status()?.feePercent),
    gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()),
    gauge('process_cpu_seconds_total', 'Processor time used.', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    }),
  ];
  return { ...counters, ack, answer, text: () => metricsText(metrics) };
}

function seconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time / 1000;
}
