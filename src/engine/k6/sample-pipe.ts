import { execFileSync } from 'node:child_process';
import { constants, openSync, rmSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { HarnessError } from '../../errors.ts';

const END = '\u0000end of samples';

/**
 * A named pipe that k6 writes its samples to, line by line: nothing is kept on disk, and memory stays bounded. It is
 * opened for reading and writing, so opening never waits for k6, and its end is a line that `end` itself writes.
 */
export class SamplePipe {
  readonly path: string;
  readonly #fd: number;
  readonly #socket: Socket;
  readonly #ended: Promise<void>;

  /** Makes the pipe at `path`. Throws HarnessError (usage) where the system has no named pipes. */
  constructor(path: string, onLine: (line: string) => void) {
    this.path = path;
    try {
      execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
      this.#fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    } catch (cause) {
      throw new HarnessError(`the pipe for k6's samples cannot be made at ${path}`, {
        code: 'ERR_K6_PIPE',
        exit: 'usage',
        hint: 'Give a local folder with --out-dir; named pipes (mkfifo) are needed.',
        cause,
      });
    }
    this.#socket = new Socket({ fd: this.#fd, readable: true, writable: false });
    this.#ended = this.#read(onLine);
  }

  /** After k6 has ended: resolves once all that it wrote was read. A last line without its end is given as it is. */
  async end(): Promise<void> {
    this.#writeEnd();
    await this.#ended;
  }

  #writeEnd(): void {
    try {
      writeSync(this.#fd, `\n${END}\n`);
    } catch (error) {
      // The pipe is full: it is being read, so try again.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      setTimeout(() => this.#writeEnd(), 10);
    }
  }

  #read(onLine: (line: string) => void): Promise<void> {
    return new Promise((resolve) => {
      let rest = '';
      this.#socket.setEncoding('utf8');
      this.#socket.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line === END) {
            this.#socket.destroy();
            rmSync(this.path, { force: true });
            resolve();
            return;
          }
          onLine(line);
        }
      });
    });
  }
}
