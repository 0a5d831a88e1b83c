import { type DestinationStream, pino } from 'pino';
import { isFault } from '#shared/protocol/fault.ts';

/** What the rooms log with: an event's name in the past tense and plain facts. Never secrets. */
export interface Log {
  debug(event: string, facts?: object): void;
  info(event: string, facts?: object): void;
  warn(event: string, facts?: object): void;
  error(event: string, facts?: object): void;
  child(room: string): Log;
}

/** Names that never belong into a log; whatever stands under them is replaced before it is written. */
const secretNames = [
  'privateKey',
  'mnemonic',
  'words',
  'password',
  'passphrase',
  'seed',
  'secret',
  'token',
  'cookie',
  'authorization',
];

/**
 * Structured lines of JSON: time, level, room, event, facts. Faults are written as code and facts, bytes as
 * hex, amounts as text.
 */
export function openLog(settings: {
  level: 'debug' | 'info' | 'warn' | 'error';
  to: DestinationStream;
}): Log {
  const root = pino(
    {
      level: settings.level,
      base: null,
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[left out]',
      },
      formatters: { level: (label) => ({ level: label }) },
    },
    settings.to,
  );
  const make = (logger: typeof root): Log => ({
    debug: (event, facts) => logger.debug(plain(facts), event),
    info: (event, facts) => logger.info(plain(facts), event),
    warn: (event, facts) => logger.warn(plain(facts), event),
    error: (event, facts) => logger.error(plain(facts), event),
    child: (room) => make(logger.child({ room })),
  });
  return make(root);
}

/** For tests and tools that want silence. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};

function plain(facts: object = {}): object {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (isFault(value)) return { code: value.code, facts: value.facts };
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return value;
}
