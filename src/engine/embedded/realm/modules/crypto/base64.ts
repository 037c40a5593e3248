import type { CodingBridge } from '../../crypto-contract.ts';

/** One of Go's four Base64 encodings. */
export interface Base64Form {
  url: boolean;
  padded: boolean;
}

/** The text in this form. */
export function encodeBase64(coding: CodingBridge, data: string | Uint8Array, form: Base64Form): string {
  const text = coding.encodeBase64(data, form.url ? 'base64url' : 'base64');
  return withPadding(text, form);
}

/** Adds or takes away the padding: `base64url` comes without it, `base64` with. */
export function withPadding(text: string, { url, padded }: Base64Form): string {
  if (url) return padded ? text.padEnd(4 * Math.ceil(text.length / 4), '=') : text;
  return padded ? text : text.replace(/=+$/, '');
}

const NEWLINE = /[\r\n]/;
const LETTERS = { std: /[A-Za-z0-9+/]/, url: /[A-Za-z0-9_-]/ };
const WHOLE = {
  std: /^(?:[A-Za-z0-9+/]{4})*$/,
  url: /^(?:[A-Za-z0-9_-]{4})*$/,
};

/** Where Go finds the text corrupt (a byte offset), or null. Line breaks are skipped. */
export function corruptByte(text: string, { url, padded }: Base64Form): number | null {
  const alphabet = url ? 'url' : 'std';
  if (WHOLE[alphabet].test(text)) return null;
  const letter = LETTERS[alphabet];
  let at = 0;
  const skipNewlines = (): void => {
    while (at < text.length && NEWLINE.test(text.charAt(at))) at++;
  };
  while (at < text.length) {
    for (let count = 0; count < 4; count++) {
      skipNewlines();
      if (at === text.length) {
        if (count === 0 || (count > 1 && !padded)) return null;
        return at - count;
      }
      const char = text.charAt(at++);
      if (letter.test(char)) continue;
      if (!padded || char !== '=' || count < 2) return at - 1;
      skipNewlines();
      if (count === 2) {
        if (at === text.length) return text.length;
        if (text.charAt(at) !== '=') return at - 1;
        at++;
        skipNewlines();
      }
      return at < text.length ? at : null;
    }
  }
  return null;
}
