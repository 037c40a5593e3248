import { spawn } from 'node:child_process';
import type { Host } from '../../host.ts';

// Answers each request head with the least that is HTTP, so that it costs little beside the generator.
const SOURCE = `
const answer = Buffer.from('HTTP/1.1 200 OK\\r\\ncontent-type: text/plain\\r\\ncontent-length: 2\\r\\n\\r\\nok');
const server = require('node:net').createServer({ noDelay: true }, (socket) => {
  let open = 0;
  socket.on('error', () => {}).on('data', (chunk) => {
    for (const byte of chunk) {
      open = byte === 10 ? open + 1 : byte === 13 ? open : 0;
      if (open === 2) { socket.write(answer); open = 0; }
    }
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.stdout.write(server.address().port + '\\n'));
process.stdin.on('end', () => process.exit()).resume();`;

/** A server on loopback in a process of its own that answers at once; it ends with its standard input. */
export interface LoopbackSink {
  url: string;
  close(): Promise<void>;
}

export async function openSink({ execPath }: Pick<Host, 'execPath'>): Promise<LoopbackSink> {
  const child = spawn(execPath, ['-e', SOURCE], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<string>((ready, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`the sink ended with ${code}`)));
    child.stdout.once('data', (text) => ready(String(text).trim()));
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
