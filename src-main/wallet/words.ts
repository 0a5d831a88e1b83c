import { mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { isMnemonic, newMnemonic, normalizeMnemonic } from '#shared/protocol/keys.ts';
import type { RandomBytes } from './vaultFile.ts';

/** How many of the words are asked for before a wallet is made of them. */
const ASKED = 3;
const knownWords = new Set(wordlist);

/** New words and the positions (from 1, rising) that the check will ask for. */
export interface NewWords {
  words: string[];
  ask: number[];
}

export function newWords(count: 12 | 24, random: RandomBytes): NewWords {
  const entropy = random(count === 12 ? 16 : 32);
  const words = newMnemonic(entropy).split(' ');
  entropy.fill(0);
  const ask = new Set<number>();
  while (ask.size < ASKED) {
    // Bytes below the largest multiple of `count` only: each position is equally likely.
    const byte = random(1)[0] ?? 255;
    if (byte < 256 - (256 % count)) ask.add((byte % count) + 1);
  }
  return { words, ask: [...ask].sort((a, b) => a - b) };
}

/**
 * The words were written down: the asked ones, in the order asked, are right.
 *
 * @throws Fault `wallet.wordsCheck` with the position of the first wrong one.
 */
export function checkAnswers({ words, ask }: NewWords, answers: readonly string[]): void {
  ask.forEach((position, at) => {
    if (normalizeMnemonic(answers[at] ?? '') !== words[position - 1]) {
      throw new Fault('wallet.wordsCheck', { position });
    }
  });
  if (answers.length !== ask.length) throw new Fault('wallet.wordsCheck', { position: ask.at(-1) ?? 0 });
}

/** Entropy of words as typed. Throws `key.mnemonic`. */
export function entropyOfWords(words: string): Bytes {
  if (!isMnemonic(words)) throw new Fault('key.mnemonic');
  return mnemonicToEntropy(normalizeMnemonic(words), wordlist);
}

/** What is wrong with words while they are typed: unknown ones, whether there are enough, the checksum. */
export function checkWords(text: string): { unknown: string[]; complete: boolean; valid: boolean } {
  const words = normalizeMnemonic(text).split(' ').filter(Boolean);
  return {
    unknown: [...new Set(words.filter((word) => !knownWords.has(word)))],
    complete: [12, 15, 18, 21, 24].includes(words.length),
    valid: isMnemonic(text),
  };
}

/** Words of the list that begin like this; at most 8. Four letters are enough to tell any two apart. */
export function completeWord(start: string): string[] {
  const begin = normalizeMnemonic(start);
  return begin === '' ? [] : wordlist.filter((word) => word.startsWith(begin)).slice(0, 8);
}
