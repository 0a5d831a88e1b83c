import { describe, expect, it } from 'vitest';
import { type RunFailure, runFailures } from '#shared/contracts/engine.ts';
import { type LintCode, lintCodes } from '#shared/contracts/scriptLinter.ts';
import { contractTemplates, type TemplateName } from '#shared/contracts/templates/templates.ts';
import { deContracts } from './deContracts.ts';
import { enContracts } from './enContracts.ts';

// A code without words is an error of types already: here, and for German by the type of its texts.
const lint: Record<LintCode, string> = enContracts.lint;
const failures: Record<RunFailure, string> = enContracts.failures;
const templates: Record<TemplateName, string> = enContracts.selling.about;

describe('words about contracts', () => {
  it('are there for everything that the linter, a run and the templates can be', () => {
    for (const texts of [enContracts, deContracts]) {
      expect(Object.keys(texts.lint).sort()).toEqual([...lintCodes].sort());
      expect(Object.keys(texts.failures).sort()).toEqual([...runFailures].sort());
      expect(Object.keys(texts.selling.about).sort()).toEqual(Object.keys(contractTemplates).sort());
    }
    expect([lint.syntax, failures.fuel, templates.escrow].every((text) => text.length > 10)).toBe(true);
  });
});
