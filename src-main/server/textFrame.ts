const FIN_TEXT = '\x81';

/**
 * A WebSocket frame of a text in ASCII (RFC 6455 §5.2, from a server: unmasked, in one piece), one byte for each
 * character: it leaves with one write and without a copy, at half of what header and payload cost as two buffers.
 * Undefined for any other text, and for what needs a length of more than two bytes.
 */
export function textFrame(text: string): string | undefined {
  const { length } = text;
  if (length > 0xffff || Buffer.byteLength(text) !== length) return undefined;
  if (length < 126) return FIN_TEXT + String.fromCharCode(length) + text;
  return `${FIN_TEXT}\x7e${String.fromCharCode(length >> 8, length & 0xff)}${text}`;
}
