import type { VuContext } from '../../contract.ts';
import { GoError } from '../go-error.ts';
import { bytesOf, copyIn, encodeUtf8 } from './bytes.ts';

const contents = new WeakMap<object, Uint8Array>();

/** The `Blob` of k6/websockets: like k6's, its objects are no instances of it. */
export function createBlob(vu: VuContext) {
  const { bridge } = vu;
  const make = (bytes: Uint8Array, type: string): object => {
    const blob = {
      arrayBuffer: async () => copyIn(bytes),
      bytes: async () => new Uint8Array(copyIn(bytes)),
      stream: () => streamOf(vu, new Uint8Array(copyIn(bytes))),
      text: async () => bridge.decodeUtf8(bytes),
      slice: (start?: unknown, end?: unknown, sliceType?: unknown) =>
        make(bytes.slice(indexOf(start, 0), indexOf(end, bytes.length)), String(sliceType ?? '')),
    };
    const fixed = { enumerable: true };
    Object.defineProperties(blob, {
      size: { ...fixed, get: () => bytes.length },
      type: { ...fixed, get: () => type },
      toString: { value: () => '[object Blob]' },
    });
    contents.set(blob, bytes);
    return blob;
  };
  return {
    /** A message's bytes, already in the realm. */
    ofBytes: (buffer: ArrayBuffer): object => make(new Uint8Array(buffer), ''),
    Blob: function Blob(parts?: unknown, options?: unknown): object {
      if (options !== undefined && (typeof options !== 'object' || options === null))
        throw new GoError('[options] must be an object');
      const type = (options as { type?: unknown } | undefined)?.type;
      return make(joined(parts), type === undefined ? '' : String(type));
    },
  };
}

type SourceControls = { enqueue(chunk: Uint8Array): void; close(): void };

function streamOf(vu: VuContext, bytes: Uint8Array): object {
  const { ReadableStream } = vu.part('streams').streams;
  return new (ReadableStream as new (source: object) => object)({
    start(controls: SourceControls) {
      if (bytes.length > 0) controls.enqueue(bytes);
      controls.close();
    },
  });
}

const indexOf = (given: unknown, absent: number): number =>
  given === undefined ? absent : Math.trunc(Number(given)) || 0;

function joined(parts: unknown): Uint8Array {
  if (parts === undefined) return new Uint8Array(0);
  if (typeof parts !== 'object' || parts === null || !(Symbol.iterator in parts))
    throw new GoError('failed to process [blobParts]: not an array');
  const pieces = Array.from(parts as Iterable<unknown>, bytesOfPart);
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function bytesOfPart(part: unknown): Uint8Array {
  if (typeof part === 'string') return encodeUtf8(part);
  if (part instanceof DataView) return new Uint8Array(part.buffer);
  const bytes = bytesOf(part) ?? contents.get(Object(part) as object);
  if (bytes === undefined)
    throw new GoError(`failed to process [blobParts]: unsupported type: ${typeof part}`);
  return bytes;
}
