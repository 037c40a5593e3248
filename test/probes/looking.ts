import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, expect } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import type { ProbeFacts, ProbeFailure, ProbeName, ProbeResult, ProbeTarget } from '../../probes/probe.ts';
import { probeOnce } from '../../probes/run-probe.ts';
import { listen } from '../helpers/listen.ts';

export const DEADLINE_MS = 3000;

/** One look, as `harness probe` has it. */
export function look(name: ProbeName, target: ProbeTarget, deadlineMs = DEADLINE_MS): Promise<ProbeResult> {
  return probeOnce(PROBES[name], { name, target, deadlineMs, clock: () => performance.now() });
}

/** The facts of a look that must succeed, each value finite or null with a reason. */
export function factsOf(result: ProbeResult): ProbeFacts {
  if (!result.ok) throw new Error(`${result.probe} failed: ${JSON.stringify(result.failure)}`);
  for (const { id, value, note } of result.facts.values) {
    if (value === null) expect([id, note]).toEqual([id, expect.stringMatching(/\w/)]);
    else expect([id, Number.isFinite(value)]).toEqual([id, true]);
  }
  return result.facts;
}

/** The failure of a look that must fail: one line and a hint, no stack trace, none of `secrets`, in its time. */
export function failureOf(result: ProbeResult, secrets: readonly string[] = []): ProbeFailure {
  if (result.ok) throw new Error(`${result.probe} succeeded`);
  const text = JSON.stringify(result);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/node_modules|node:internal|\bat \S+ \(|\.[jt]s:\d+/);
  expect(result.failure.message + result.failure.hint).not.toMatch(/[\r\n]/);
  expect(result.failure.message).toMatch(/\S/);
  expect(result.failure.hint).toMatch(/\S/);
  expect(result.durationMs).toBeLessThan(DEADLINE_MS + 2000);
  return result.failure;
}

export const figureOf = ({ values }: ProbeFacts, id: string): number | null | undefined =>
  values.find((each) => each.id === id)?.value;

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing.splice(0)) close();
});

/** `127.0.0.1:port` of a TCP server that does this with every connection; ends with the test file. */
export async function tcp(connected: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listening(server);
}

/** URL of an HTTP server; ends with the test file. */
export async function http(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://${await listening(server)}`;
}

/** An address where nothing listens. */
export async function closedPort(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((done) => server.close(done));
  return address;
}

async function listening(server: Server): Promise<string> {
  return `127.0.0.1:${await listen(server)}`;
}

/** What a server may say that speaks another protocol, or none. */
export const GARBAGE: Readonly<Record<string, Buffer>> = {
  HTTP: Buffer.from('HTTP/1.1 400 Bad Request\r\ncontent-length: 3\r\n\r\nno\n'),
  SSH: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
  zeros: Buffer.alloc(64),
  noise: Buffer.from('\xff\xfe\x01\x00\x99{}[]*$-1\r\n\xf0', 'latin1'),
};
