import { plainFailure } from './failure.ts';
import { valuesOf } from './header-facts.ts';
import type { Failure } from './wire.ts';

/** How the bytes of a body are told from what follows. */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'close';

/** What the head of a response says. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly proto: string;
  /** name, value, name, value... as received. */
  readonly headers: readonly string[];
  readonly framing: BodyFraming;
  /** Of a body that is framed by its length. */
  readonly length: number;
  /** The connection may carry another request. */
  readonly keepsAlive: boolean;
}

const CACHE_LIMIT = 256;
const known = new Map<string, ResponseHead>();

/** Reads a head, given up to and with its empty line. A server that says the same again gets the same object again. */
export function readHead(text: string): ResponseHead | Failure {
  const before = known.get(text);
  if (before !== undefined) return before;
  const head = parse(text);
  if ('status' in head) {
    if (known.size >= CACHE_LIMIT) known.clear();
    known.set(text, head);
  }
  return head;
}

/** Where a head ends, the empty line included; -1 while it does not. As Go, it takes lines that end without CR. */
export function headEnd(text: string, from: number): number {
  const [bare, mixed] = [text.indexOf('\n\n', from), text.indexOf('\n\r\n', from)];
  if (bare >= 0 && (mixed < 0 || bare < mixed)) return bare + 2;
  return mixed < 0 ? -1 : mixed + 3;
}

/** Go's wording of what is no HTTP/1.x. */
export function malformed(text: string): Failure {
  return { code: 1000, text, detail: `net/http: HTTP/1.x transport connection broken: ${text}` };
}

const quote = (text: string): string => JSON.stringify(text);

function parse(bytes: string): ResponseHead | Failure {
  const [first = '', ...lines] = textOf(bytes).split(/\r?\n/);
  const space = first.indexOf(' ');
  if (space < 0) return malformed(`malformed HTTP response ${quote(first)}`);
  const proto = first.slice(0, space);
  const told = first.slice(space + 1).replace(/^ +/, '');
  const code = told.split(' ', 1)[0] ?? '';
  if (!/^\d{3}$/.test(code)) return malformed(`malformed HTTP status code ${quote(code)}`);
  if (!/^HTTP\/\d\.\d$/.test(proto)) return malformed(`malformed HTTP version ${quote(proto)}`);
  const headers = readFields(lines);
  if (!Array.isArray(headers)) return headers;
  const status = Number(code);
  const framed = framingOf({ status, proto, headers });
  if (typeof framed === 'string') return malformed(framed);
  const { framing, length } = framed;
  return {
    status,
    reason: told.slice(4),
    proto,
    headers,
    framing,
    length,
    keepsAlive: framing !== 'close' && keepsAlive(proto, headers),
  };
}

// A script's strings are UTF-8's: what a server says in Latin-1 has the marks of bytes that are none.
const textOf = (bytes: string): string =>
  /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;

// A line that begins with white space goes on with the one before.
function readFields(lines: readonly string[]): string[] | Failure {
  const headers: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) {
      if (i === 0) return malformed(`malformed MIME header initial line: ${line}`);
      headers.push(trimBlanks(`${headers.pop()} ${trimBlanks(line)}`));
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1);
    if (!NAME.test(name) || CONTROL.test(value)) return malformed(`malformed MIME header line: ${line}`);
    headers.push(name, trimBlanks(value));
  }
  return headers;
}

// Not as `trim`, which also takes what is part of a value to Go, as U+00A0.
function trimBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

const NAME = /^[!#$%&'*+.^_`|~\w -]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/;

type Framed = Pick<ResponseHead, 'framing' | 'length'>;

function framingOf({ status, proto, headers }: Pick<ResponseHead, 'status' | 'proto' | 'headers'>) {
  const encodings = proto === 'HTTP/1.0' ? [] : valuesOf(headers, 'transfer-encoding');
  const bodiless = status < 200 || status === 204 || status === 304;
  if (encodings.length > 1) return `too many transfer encodings: [${encodings.map(quote).join(' ')}]`;
  if (encodings[0] !== undefined && encodings[0].toLowerCase() !== 'chunked')
    return `unsupported transfer encoding: ${quote(encodings[0])}`;
  const framed = (framing: BodyFraming, length = 0): Framed => ({ framing, length });
  if (bodiless) return framed('none');
  if (encodings.length === 1) return framed('chunked');
  const [length, ...others] = valuesOf(headers, 'content-length');
  if (length === undefined) return framed('close');
  if (others.some((other) => other !== length)) {
    const got = [length, ...others].map(quote).join(' ');
    return `http: message cannot contain multiple Content-Length headers; got [${got}]`;
  }
  if (length === '') return 'invalid empty Content-Length ""';
  if (!/^\d+$/.test(length) || !Number.isSafeInteger(Number(length)))
    return `bad Content-Length ${quote(length)}`;
  return framed(length === '0' ? 'none' : 'length', Number(length));
}

function keepsAlive(proto: string, headers: readonly string[]): boolean {
  const tokens = valuesOf(headers, 'connection').flatMap((value) =>
    value.split(',').map((token) => token.trim().toLowerCase()),
  );
  if (tokens.includes('close')) return false;
  return proto !== 'HTTP/1.0' || tokens.includes('keep-alive');
}

/** Headers of more bytes are refused, as Go's client does. */
export const MAX_HEAD_BYTES = 10 << 20;

export const HEAD_TOO_LONG = plainFailure(
  `net/http: server response headers exceeded ${MAX_HEAD_BYTES} bytes; aborted`,
);
