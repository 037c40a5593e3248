import { randomUUID } from 'node:crypto';
import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { HarnessError } from '../../../errors.ts';
import type { BodyPart, Compression, HttpRequest } from '../realm/http-contract.ts';

const boundaries = new WeakMap<HttpRequest, string>();

function bodyBytes(request: HttpRequest): Uint8Array | null {
  const { body } = request;
  if (body === null) return null;
  if (typeof body === 'string') return Buffer.from(body);
  if (!('parts' in body)) return Uint8Array.from(body);
  const boundary = randomUUID().replaceAll('-', '');
  boundaries.set(request, boundary);
  const chunks = body.parts.flatMap((part) => [
    Buffer.from(partHead(part, boundary)),
    Buffer.from(part.data as string),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

function partHead({ name, file }: BodyPart, boundary: string): string {
  const quoted = (text: string): string => text.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, ' ');
  const fileName = file === null ? '' : `; filename="${quoted(file.name)}"`;
  const type = file === null ? '' : `Content-Type: ${file.contentType.replace(/[\r\n]/g, ' ')}\r\n`;
  return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${fileName}\r\n${type}\r\n`;
}

/** The multipart boundary of a request whose body was made; undefined for other bodies. */
export const boundaryOf = (request: HttpRequest): string | undefined => boundaries.get(request);

/** The body's bytes as they go on the wire, compressed left to right as asked. */
export function compressedBody(request: HttpRequest): Uint8Array | null {
  const bytes = bodyBytes(request);
  if (bytes === null || request.compression === null) return bytes;
  return request.compression.reduce((body, name) => COMPRESSORS[name](body), bytes);
}

const COMPRESSORS: Readonly<Record<Compression, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd(bytes) {
    // Only newer versions of Node have it.
    const compress = (zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdCompressSync;
    if (compress !== undefined) return compress(bytes);
    throw new HarnessError('zstd needs Node 22.15 or newer', { code: 'ERR_HTTP_NO_ZSTD', exit: 'usage' });
  },
};
