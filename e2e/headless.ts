import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitOf, root } from './shells.ts';

/** A pool without a window, as its operator starts it. */
export interface HeadlessPool {
  readonly child: ChildProcess;
  /** The first group of the first line that it wrote, or will write, that fits. */
  said(pattern: RegExp): Promise<string>;
  stop(): Promise<number | null>;
}

/** `config`: as in docs/OPERATING.md; `password` opens its screens. */
export async function startHeadless(
  folder: string,
  config: object,
  password?: string,
): Promise<HeadlessPool> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'pool.json');
  await writeFile(file, JSON.stringify({ data: 'data', port: 0, ...config }));
  if (password !== undefined) await writeFile(join(folder, 'password'), `${password}\n`);
  const child = spawn(process.execPath, [join(root, 'dist/main/pool.js'), '--config', file], {
    env: { ...process.env, COCO_WEB_PASSWORD_FILE: password === undefined ? '' : join(folder, 'password') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  return {
    child,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text)?.[1];
          if (found === undefined) return;
          child.stdout.off('data', look);
          resolve(found);
        };
        child.stdout.on('data', look);
        child.once('exit', () => reject(new Error(`The pool ended before it said ${pattern}:\n${text}`)));
        look();
      }),
    async stop() {
      child.kill('SIGTERM');
      return await exitOf(child);
    },
  };
}
