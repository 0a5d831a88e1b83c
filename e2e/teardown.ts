import { rm } from 'node:fs/promises';

export default async function teardown(): Promise<void> {
  const folder = process.env.COCO_E2E_FOLDER;
  if (folder !== undefined && process.env.COCO_E2E_KEEP === undefined) {
    await rm(folder, { recursive: true, force: true });
  }
}
