import {
  CountQueuingStrategy,
  ReadableStream,
  ReadableStreamDefaultReader,
  WritableStream,
  WritableStreamDefaultWriter,
} from 'web-streams-polyfill';
import type { StreamsPart } from '../../streams-contract.ts';

// Members of the standard that k6 does not have: a script that uses them must fail here too.
for (const name of ['tee', 'pipeTo', 'pipeThrough', 'values', Symbol.asyncIterator]) {
  Reflect.deleteProperty(ReadableStream.prototype, name);
}
Reflect.deleteProperty(ReadableStream, 'from');

/** The entry of build/out/realm-streams.js. */
export const streams: StreamsPart['streams'] = {
  ReadableStream,
  ReadableStreamDefaultReader,
  WritableStream,
  WritableStreamDefaultWriter,
  CountQueuingStrategy,
};
