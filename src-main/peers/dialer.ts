import { WebSocket } from 'ws';
import { PEER_MESSAGE_BYTES, PEER_PATH, PEER_SUBPROTOCOL } from '#shared/api/peerApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import type { PeerLimits } from './peerLink.ts';
import { resolveHost } from './publicAddress.ts';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 5 * 60_000;
const WAIT_WHEN_THERE = 60_000;

interface DialerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: PeerLimits;
  /** Learned domains may stand for private and loopback addresses. */
  readonly allowPrivate: boolean;
  readonly isBanned: (names: readonly string[]) => boolean;
  /** Something about the targets is different. */
  readonly changed: () => void;
  /** Resolves when the connection has ended, to why. */
  readonly opened: (socket: WebSocket, url: string, names: readonly string[]) => Promise<Fault>;
}

interface Target {
  readonly url: string;
  /** Configured by the operator: any address goes, and it is never given up. */
  kept: boolean;
  stop: () => void;
  wait: number;
  /** Why there is no connection; undefined while one is being made or open. */
  reason: Fault | undefined;
  /** When it is tried again. */
  next: number;
}

/** A pool that this one wants to be connected with. */
export interface Dialed {
  readonly url: string;
  readonly kept: boolean;
  readonly reason: Fault | undefined;
  readonly next: number;
}

/** Keeps connections with the pools that this one wants to be connected with; tries again, each time later. */
export class Dialer {
  readonly #parts: DialerParts;
  readonly #targets = new Map<string, Target>();
  #stopped = false;

  constructor(parts: DialerParts) {
    this.#parts = parts;
  }

  /** Fault: `remote.url`. */
  keep(url: string): void {
    parsePoolUrl(url);
    this.#want(url, true);
  }

  targets(): Dialed[] {
    return [...this.#targets.values()];
  }

  /** Does not keep it any more. */
  drop(url: string): void {
    this.#targets.get(url)?.stop();
    this.#targets.delete(url);
  }

  /** Tries a pool at once whose time has not come. */
  hurry(url: string): void {
    const target = this.#targets.get(url);
    if (target?.reason === undefined) return;
    target.stop();
    target.wait = FIRST_WAIT;
    void this.#dial(target);
  }

  /** Domains out of blocks; those of before that are not among them are not tried again. */
  learned(domains: readonly string[]): void {
    for (const [url, target] of this.#targets) {
      if (!target.kept && !domains.includes(url)) {
        target.stop();
        this.#targets.delete(url);
      }
    }
    const kept = [...this.#targets.values()]
      .filter((one) => one.kept)
      .map(({ url }) => parsePoolUrl(url).socket);
    for (const domain of domains) {
      try {
        if (!kept.includes(parsePoolUrl(domain).socket)) this.#want(domain, false);
      } catch {
        // A domain may be any text.
      }
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const target of this.#targets.values()) target.stop();
    this.#targets.clear();
  }

  #want(url: string, kept: boolean): void {
    if (this.#stopped) return;
    const known = this.#targets.get(url);
    if (known !== undefined) {
      known.kept ||= kept;
      return;
    }
    const target: Target = { url, kept, stop: () => {}, wait: FIRST_WAIT, reason: undefined, next: 0 };
    this.#targets.set(url, target);
    void this.#dial(target);
  }

  async #dial(target: Target): Promise<void> {
    const { clock, log, isBanned } = this.#parts;
    const names = [`url ${target.url}`];
    let reason = new Fault('peer.banned');
    target.reason = undefined;
    if (!isBanned(names)) {
      const opened = clock.now();
      reason = await this.#connect(target, names).catch((error: unknown) => {
        // Addresses come out of strangers' blocks: whatever is wrong with one, it ends this attempt only.
        log.error('peer.notDialed', { url: target.url, error });
        return new Fault('peer.lost');
      });
      if (clock.now() - opened > LONGEST_WAIT) target.wait = FIRST_WAIT;
    }
    if (this.#stopped || this.#targets.get(target.url) !== target) return;
    log.debug('peer.away', { url: target.url, reason });
    // This pool itself, or one that is connected in another way: enough to look again now and then.
    const isThere = reason.code === 'peer.itself' || reason.code === 'peer.full';
    const wait = isThere ? WAIT_WHEN_THERE : target.wait;
    target.wait = Math.min(LONGEST_WAIT, target.wait * 2);
    target.reason = reason;
    target.next = clock.now() + wait;
    target.stop = clock.after(wait, () => void this.#dial(target));
    this.#parts.changed();
  }

  async #connect({ url, kept }: Target, names: readonly string[]): Promise<Fault> {
    const { limits, allowPrivate, opened } = this.#parts;
    const { socket: address } = parsePoolUrl(url);
    const place = await resolveHost(new URL(address).hostname, kept || allowPrivate);
    if (this.#stopped) return new Fault('peer.lost');
    if (place === undefined) return new Fault('peer.silent');
    const socket = new WebSocket(address + PEER_PATH, [PEER_SUBPROTOCOL], {
      maxPayload: PEER_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
      handshakeTimeout: limits.helloTimeout,
      lookup: (_host, settings, done) => {
        if (settings.all === true) done(null, [place]);
        else done(null, place.address, place.family);
      },
    });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
    });
    if (!isOpen) return new Fault('peer.silent');
    if (this.#stopped) {
      socket.terminate();
      return new Fault('peer.lost');
    }
    return await opened(socket, url, names);
  }
}
