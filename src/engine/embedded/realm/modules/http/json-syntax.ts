import { encodeUtf8 } from '../ws/bytes.ts';

/** Where a text stops being JSON and why, in Go's words: k6's message for `json()`. */
export function jsonProblem(text: string): string {
  const bytes = encodeUtf8(text);
  const { offset, message } = new Scan(bytes).problem();
  const { line, character } = placeOf(text, offset);
  return `cannot parse json due to an error at line ${line}, character ${character} , error: ${message}`;
}

// As k6 counts: characters up to and with the one that begins at the byte offset, and from 1 again after a line's end.
function placeOf(text: string, offset: number): { line: number; character: number } {
  let [line, character, at] = [1, 0, 0];
  for (const char of text) {
    if (char === '\n') {
      line++;
      character = 0;
    }
    character++;
    if (at === offset) break;
    at += encodeUtf8(char).length;
  }
  return { line, character };
}

class Problem {
  readonly offset: number;
  readonly message: string;
  constructor(offset: number, message: string) {
    this.offset = offset;
    this.message = message;
  }
}

const QUOTE = 0x22;
const ESCAPES = new Set([...'bfnrt\\/"'].map((char) => char.charCodeAt(0)));

/** A walk over JSON that only looks for the first byte that cannot be. */
class Scan {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  problem(): { offset: number; message: string } {
    try {
      this.#value('looking for beginning of value');
      this.#space();
      if (this.#at < this.#bytes.length) this.#wrong('after top-level value');
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    return { offset: this.#bytes.length, message: 'unexpected end of JSON input' };
  }

  #wrong(context: string): never {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Problem(this.#bytes.length, 'unexpected end of JSON input');
    throw new Problem(this.#at + 1, `invalid character ${quoted(byte)} ${context}`);
  }

  #space(): void {
    while ([0x20, 0x09, 0x0a, 0x0d].includes(this.#bytes[this.#at] ?? -1)) this.#at++;
  }

  #is(char: string): boolean {
    return this.#bytes[this.#at] === char.charCodeAt(0);
  }

  #take(char: string): boolean {
    if (!this.#is(char)) return false;
    this.#at++;
    return true;
  }

  #value(context: string): void {
    this.#space();
    if (this.#take('{')) this.#object();
    else if (this.#take('[')) this.#array();
    else if (this.#is('"')) this.#string();
    else if (this.#is('-') || this.#digit()) this.#number();
    else if (this.#is('t')) this.#literal('true');
    else if (this.#is('f')) this.#literal('false');
    else if (this.#is('n')) this.#literal('null');
    else this.#wrong(context);
  }

  #object(): void {
    this.#space();
    if (this.#take('}')) return;
    for (;;) {
      this.#space();
      if (!this.#is('"')) this.#wrong('looking for beginning of object key string');
      this.#string();
      this.#space();
      if (!this.#take(':')) this.#wrong('after object key');
      this.#value('looking for beginning of value');
      this.#space();
      if (this.#take('}')) return;
      if (!this.#take(',')) this.#wrong('after object key:value pair');
    }
  }

  #array(): void {
    this.#space();
    if (this.#take(']')) return;
    for (;;) {
      this.#value('looking for beginning of value');
      this.#space();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.#wrong('after array element');
    }
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || byte < 0x20) this.#wrong('in string literal');
      this.#at++;
      if (byte === QUOTE) return;
      if (byte === 0x5c) this.#escape();
    }
  }

  #escape(): void {
    if (this.#take('u')) {
      for (let i = 0; i < 4; i++) {
        if (!/[0-9a-f]/i.test(String.fromCharCode(this.#bytes[this.#at] ?? 0)))
          this.#wrong('in \\u hexadecimal character escape');
        this.#at++;
      }
    } else if (ESCAPES.has(this.#bytes[this.#at] ?? 0)) this.#at++;
    else this.#wrong('in string escape code');
  }

  #digit(): boolean {
    const byte = this.#bytes[this.#at] ?? 0;
    return byte >= 0x30 && byte <= 0x39;
  }

  #digits(context: string): void {
    if (!this.#digit()) this.#wrong(context);
    while (this.#digit()) this.#at++;
  }

  #number(): void {
    this.#take('-');
    if (!this.#take('0')) this.#digits('in numeric literal');
    if (this.#take('.')) this.#digits('after decimal point in numeric literal');
    if (!this.#take('e') && !this.#take('E')) return;
    if (!this.#take('+')) this.#take('-');
    this.#digits('in exponent of numeric literal');
  }

  #literal(word: string): void {
    for (const char of word)
      if (!this.#take(char)) this.#wrong(`in literal ${word} (expecting ${quoted(char.charCodeAt(0))})`);
  }
}

// As Go writes a byte: it takes it for a character.
function quoted(byte: number): string {
  if (byte === 0x27) return "'\\''";
  if (byte === QUOTE) return "'\"'";
  const named: Record<number, string> = {
    7: '\\a',
    8: '\\b',
    9: '\\t',
    10: '\\n',
    11: '\\v',
    12: '\\f',
    13: '\\r',
    92: '\\\\',
  };
  const printable = byte >= 0x20 && byte !== 0x7f && (byte < 0x80 || byte > 0xa0) && byte !== 0xad;
  const hex = byte.toString(16).padStart(2, '0');
  const shown =
    named[byte] ?? (printable ? String.fromCharCode(byte) : byte < 0x80 ? `\\x${hex}` : `\\u00${hex}`);
  return `'${shown}'`;
}
