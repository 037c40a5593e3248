import { randomUUID } from 'node:crypto';
import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
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
  // Node has it from 22.15 on.
  zstd: (bytes) =>
    (zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdCompressSync?.(bytes) ??
    storedZstd(bytes),
};

const MOST_IN_BLOCK = 128 * 1024 - 1;

/** A zstd frame whose blocks are stored as they are: valid, and no smaller. */
function storedZstd(bytes: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  // Magic number; one segment, with the size of the content in four bytes.
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size];
  let at = 0;
  do {
    const block = bytes.subarray(at, at + MOST_IN_BLOCK);
    at += block.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  } while (at < bytes.length);
  return Buffer.concat(parts);
}
