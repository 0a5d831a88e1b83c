/**
 * What a stranger wrote, as it may be shown. Characters that are no text, that cannot be seen, or that turn the order of
 * the text around them can make it say something else than it holds; each becomes a mark that can be seen.
 */
const DECEIVING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

export const shownText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(DECEIVING, '\ufffd');
