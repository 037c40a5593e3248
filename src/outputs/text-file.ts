import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { OutputStreams } from './output.ts';

/** A text that grows: a file, a gzipped one (`.gz`), or standard output (empty or `-`). */
export interface GrowingText {
  write(text: string): void;
  end(): Promise<void>;
}

/** Opens the place that an output's argument names; a file is truncated. */
export function growingText(place: string, { cwd, stdout }: OutputStreams): GrowingText {
  if (place === '' || place === '-') return { write: stdout, end: async () => {} };
  const file = createWriteStream(resolve(cwd, place));
  let problem: Error | null = null;
  file.on('error', (error) => {
    problem = error;
  });
  const head = place.endsWith('.gz') ? createGzip() : file;
  if (head !== file) head.pipe(file);
  return {
    write: (text) => void head.write(text),
    async end() {
      head.end();
      if (problem === null) await finished(file);
      if (problem !== null) throw problem;
    },
  };
}
