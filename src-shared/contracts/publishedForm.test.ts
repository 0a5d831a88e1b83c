import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../protocol/bytes.ts';
import { couldBeKey } from '../protocol/keys.ts';
import { compileContract } from './contractFile.ts';
import { publishedForm } from './publishedForm.ts';
import { contractTemplates } from './templates/templates.ts';

describe('the form that is published', () => {
  it('has a hash that is nobody’s key, and stays as it is', () => {
    let added = 0;
    for (let n = 0; n < 40; n++) {
      const compiled = compileContract(encodeUtf8(`Number ${n}\n\n${contractTemplates.subscription}`)).file;
      const form = publishedForm(compiled);
      added += form.addedLines;
      expect(couldBeKey(form.hash)).toBe(false);
      expect(decodeUtf8(form.file)).toBe(decodeUtf8(compiled) + '\n'.repeat(form.addedLines));
      expect(publishedForm(form.file)).toEqual({ ...form, addedLines: 0 });
      expect(compileContract(form.file).hash).toEqual(form.hash);
    }
    expect(added).toBeGreaterThan(0);
  });
});
