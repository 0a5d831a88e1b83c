import { electronBinary } from '../electron.ts';
import { test } from '../fixtures.ts';

test('the desktop shell', () => {
  test.skip(
    electronBinary() === undefined,
    'Electron’s program is not on this machine: its shell was not tested',
  );
});
