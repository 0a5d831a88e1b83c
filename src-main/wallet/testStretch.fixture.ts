import { createHmac } from 'node:crypto';
import type { StretchKey } from './keyStretching.ts';

/** For tests: as dependent on password and parameters as the real one, and quick. The file's bounds still hold. */
export const quickStretch: StretchKey = async (password, parameters) => {
  const part = (name: string) =>
    createHmac('sha256', password)
      .update(JSON.stringify([name, parameters]))
      .digest();
  return Buffer.concat([part('words'), part('book'), part('check')]);
};
