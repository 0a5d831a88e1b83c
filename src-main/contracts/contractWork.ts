import { demandCanonical } from '#shared/contracts/canonicalScript.ts';
import { compileContract, demandPublished, type PublishedContract } from '#shared/contracts/contractFile.ts';
import type { ContractEngine } from '#shared/contracts/engine.ts';
import { type Rehearsal, type RehearsalRequest, rehearse } from '#shared/contracts/rehearsal.ts';
import { type LintNote, lintScript } from '#shared/contracts/scriptLinter.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';

/** What can be asked about a contract outside of a block; each answer is worked out in a worker thread. */
export type ContractQuestion =
  | { readonly kind: 'compile'; readonly file: Bytes }
  | { readonly kind: 'publication'; readonly script: string; readonly model: string }
  | {
      readonly kind: 'review';
      readonly file: Bytes;
      /** What the chain holds under the contract's hash; absent for a draft that is not published. */
      readonly published?: PublishedContract;
      readonly rehearsal: RehearsalTerms;
    };

/** A rehearsal's request but for the contract itself. */
export type RehearsalTerms = Omit<RehearsalRequest, 'script' | 'model'>;

export interface CompileAnswer {
  readonly title: string;
  /** Markdown: the file without its script and model. */
  readonly terms: string;
  readonly script: string;
  readonly model: string;
  readonly hash: Bytes;
  /** The compiled file. */
  readonly file: Bytes;
  /** Lines count within the script as it stands in the file, which begins at `scriptLine`. */
  readonly notes: readonly LintNote[];
  readonly scriptLine: number;
}

export interface ReviewAnswer extends CompileAnswer {
  readonly rehearsal: Rehearsal;
}

export interface ContractAnswers {
  readonly compile: CompileAnswer;
  readonly publication: Record<string, never>;
  readonly review: ReviewAnswer;
}

function compile(file: Bytes): CompileAnswer {
  const { title, terms, script, model, hash, file: compiled, source, scriptLine } = compileContract(file);
  return { title, terms, script, model, hash, file: compiled, notes: lintScript(source), scriptLine };
}

/** Throws `contract.script` where the engine can't load a script. */
export function demandLoadable(engine: ContractEngine, script: string): void {
  const outcome = engine.load(script);
  if (outcome.ok) return;
  throw new Fault('contract.script', { reason: outcome.reason, detail: outcome.detail });
}

/** Answers a question. Throws the faults of compiling, `contract.altered`, `contract.script`, `contract.notCanonical`. */
export function answerQuestion<K extends ContractQuestion['kind']>(
  engine: ContractEngine,
  question: ContractQuestion & { readonly kind: K },
): ContractAnswers[K];
export function answerQuestion(
  engine: ContractEngine,
  question: ContractQuestion,
): ContractAnswers[keyof ContractAnswers] {
  switch (question.kind) {
    case 'compile':
      return compile(question.file);
    case 'publication': {
      demandCanonical(question.script);
      demandLoadable(engine, question.script);
      try {
        JSON.parse(question.model);
      } catch (error) {
        throw new Fault('contract.model', { message: error instanceof Error ? error.message : '' });
      }
      return {};
    }
    case 'review': {
      const compiled = compile(question.file);
      if (question.published !== undefined) demandPublished(compiled, question.published);
      demandLoadable(engine, compiled.script);
      const { script, model } = compiled;
      return { ...compiled, rehearsal: rehearse(engine, { ...question.rehearsal, script, model }) };
    }
  }
}
