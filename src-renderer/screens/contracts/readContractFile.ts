const MAX_BYTES = 256 * 1024;

export type FileTrouble = 'tooLarge' | 'notText';

/** A contract's file as text; strictly UTF-8, because each byte counts for its hash. */
export async function readContractFile(
  file: Blob,
): Promise<{ readonly text: string } | { readonly trouble: FileTrouble }> {
  if (file.size > MAX_BYTES) return { trouble: 'tooLarge' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    return text.includes('\u0000') ? { trouble: 'notText' } : { text };
  } catch {
    return { trouble: 'notText' };
  }
}
