import { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { inTurns, nextTurn } from '../../base/turns.ts';
import { Turnstile } from '../../base/turnstile.ts';
import type { Verifier } from '../../verifier/verifier.ts';

interface Check {
  readonly publicKey: Bytes;
  readonly signature: Bytes;
  readonly message: Bytes;
  readonly done: (good: boolean) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Verifies the signatures of single transactions together: those that come in the same turn of the event loop make one
 * batch, which goes to the verifier's threads when it is large. Who waited for the same batch goes on in turns.
 */
export class SignatureDesk {
  readonly #verifier: Verifier;
  readonly #turnstile = new Turnstile();
  #waiting: Check[] = [];

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  /** By ZIP-215. The bytes must not change meanwhile. */
  async verify(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
    const isGood = await new Promise<boolean>((done, failed) => {
      this.#waiting.push({ publicKey, signature, message, done, failed });
      if (this.#waiting.length === 1) void nextTurn('soon').then(() => this.#serve());
    });
    await this.#turnstile.pass();
    return isGood;
  }

  async #serve(): Promise<void> {
    const checks = this.#waiting;
    this.#waiting = [];
    try {
      const bad = await this.#verifier.verifyAll(batchOf(checks));
      const good = bad < 0 ? checks.length : bad;
      for (const { done } of checks.slice(0, good)) done(true);
      checks[bad]?.done(false);
      // The others one by one: bad ones among them must not make more work than they are.
      await inTurns('soon', checks.slice(good + 1), (check) => {
        this.#verifier.verifyAll(batchOf([check])).then((wrong) => check.done(wrong < 0), check.failed);
      });
    } catch (error) {
      for (const { failed } of checks) failed(error);
    }
  }
}

function batchOf(checks: readonly Check[]): SignatureBatch {
  const batch = new SignatureBatch();
  for (const [at, { publicKey, signature, message }] of checks.entries()) {
    batch.add(publicKey, signature, message, 0, at);
  }
  return batch;
}
