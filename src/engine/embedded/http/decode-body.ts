import * as zlib from 'node:zlib';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { LONGEST_TEXT, TOO_LONG } from './failure.ts';
import type { Failure, WireResponse } from './wire.ts';

// Node has it from 22.15 on.
const nodeZstd = (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdDecompressSync;

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: nodeZstd ?? ((bytes) => decompressZstd(bytes)),
};

/** Undoes Content-Encoding in place; a body that is not what it says becomes the response's failure (1701). */
export function decodeBody(
  response: WireResponse,
  encoding: string | undefined,
  { isHead, asText }: { isHead: boolean; asText: boolean },
): void {
  if (encoding === undefined || response.failure !== null) return;
  const names = encoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name in DECODERS);
  if (names.length === 0 || (response.body === null && !isHead)) return;
  try {
    if (response.body === null) throw new Error('unexpected end of file');
    let body: Uint8Array = response.body;
    for (const name of names.reverse()) body = DECODERS[name]?.(body) ?? body;
    response.body = body;
    if (asText && body.length > LONGEST_TEXT) fail(response, TOO_LONG);
  } catch (error) {
    fail(response, decompressionFailure(names[0] ?? '', error));
  }
}

function fail(response: WireResponse, failure: Failure): void {
  response.failure = failure;
  response.failedInBody = true;
  response.body = null;
}

function decompressionFailure(name: string, error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const ended = /unexpected end of file/i.test(message);
  const reason = ended ? 'EOF' : name === 'gzip' ? 'gzip: invalid header' : `${name}: ${message}`;
  const detail = `error decompressing response body (${reason})`;
  return { code: 1701, text: ended ? detail : `error decompressing response body (${detail})`, detail };
}
