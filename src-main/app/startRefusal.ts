import type { Fault, FaultCode } from '#shared/protocol/fault.ts';

/** What stops a start most often, in the words of the terminal; the window has its own, in the person's language. */
const WORDS: Partial<Record<FaultCode, (folder: string) => string>> = {
  'store.locked': (folder) =>
    `Another Coco is using this data folder: ${folder}. Close it first, or choose another folder with --data.`,
  'store.readOnly': (folder) => `The data folder cannot be written to: ${folder}. Check its permissions.`,
  'store.diskFull': (folder) => `The disk of the data folder is full: ${folder}. Make room and start again.`,
  'store.tooNew': (folder) => `A newer Coco wrote this data folder: ${folder}. Please update this one.`,
};

/** One line that says why the app cannot start on this data folder; a rare reason by its code and facts. */
export function startRefusal({ code, facts }: Fault, folder: string): string {
  return WORDS[code]?.(folder) ?? `Coco could not start: ${code} ${JSON.stringify(facts)}`;
}
