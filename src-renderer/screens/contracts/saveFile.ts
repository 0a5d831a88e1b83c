/** Hands a contract's file to the person, to be kept or put on a web page. */
export function saveFile(title: string, text: string): void {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${name || 'contract'}.md`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
