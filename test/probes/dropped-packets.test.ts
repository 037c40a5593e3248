import { type ChildProcess, spawn } from 'node:child_process';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';

/** A listener that is stopped: once its queue is full, the kernel drops every further packet that asks for a connection. */
const LISTENER = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
const QUEUED = 6;

let listener: ChildProcess;
let port: number;
const queued: Socket[] = [];

beforeAll(async () => {
  listener = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: listener.stdout as NodeJS.ReadableStream })) {
    port = Number(line);
    break;
  }
  listener.kill('SIGSTOP');
  for (let at = 0; at < QUEUED; at++) queued.push(createConnection(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => setTimeout(resolve, 200));
});

afterAll(() => {
  for (const socket of queued) socket.destroy();
  listener.kill('SIGKILL');
});

test.each([
  ['http', 'R3MES_API_URL', 'http://'],
  ['chain', 'R3MES_RPC_URL', 'http://'],
  ['postgres', 'DATABASE_URL', 'postgresql://boss:hush@'],
  ['redis', 'REDIS_URL', 'redis://'],
])('the %s probe of a host that drops packets ends at its own limit', async (probe, variable, scheme) => {
  const unset = { R3MES_API_URL: '', R3MES_RPC_URL: '', DATABASE_URL: '', REDIS_URL: '' };
  const env = { ...unset, [variable]: `${scheme}127.0.0.1:${port}` };
  const { code, out } = await harness(['probe', probe, '--json', '--timeout', '400ms'], {
    cwd: folder(),
    env,
  });
  expect(code).toBe(99);
  const [result] = (JSON.parse(out) as { results: { ok: boolean; failure: { code: string } }[] }).results;
  expect(result).toMatchObject({ ok: false, failure: { code: 'TIMEOUT' } });
});
