import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeExposition } from '../../../reports/probe-exposition.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { ProbePass } from '../../store/record/probe-pass.ts';
import type { ListenAddress } from './listen-address.ts';
import type { ProbeRounds } from './probe-rounds.ts';

/** Scrapes of several servers within this time share one look. */
const SHARED_MS = 1000;
/** What an answer may take on its way, of a scrape's own time limit. */
const MARGIN_MS = 300;

/** Serves every value, state and duration to Prometheus, a look for each scrape, until a signal ends it. */
export async function serveProbes(host: Host, rounds: ProbeRounds, address: ListenAddress): Promise<number> {
  const latest = new SharedRound(host, rounds);
  const server = createServer((request, response) => void answer(request, response, latest));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new HarnessError(`--serve cannot listen on ${address.host ?? ''}:${address.port}: ${cause.code}`, {
          code: 'ERR_PROBE_SERVE',
          exit: 'usage',
          hint: 'Give another port, or 0 for any free one.',
          cause,
        }),
      ),
    );
    server.listen({ port: address.port, host: address.host }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  host.err.write(`serving http://${hostText(address.host)}:${port}/metrics\n`);
  await new Promise<void>((resolve) => {
    const off = host.onSignal(() => {
      off();
      resolve();
    });
  });
  server.close();
  server.closeAllConnections();
  return 0;
}

/** One look at a time, shared by scrapes that come together. */
class SharedRound {
  readonly #host: Host;
  readonly #rounds: ProbeRounds;
  #atMs = Number.NEGATIVE_INFINITY;
  #pass: Promise<ProbePass> | undefined;

  constructor(host: Host, rounds: ProbeRounds) {
    this.#host = host;
    this.#rounds = rounds;
  }

  get(deadlineMs: number | undefined): Promise<ProbePass> {
    if (this.#pass === undefined || this.#host.now() - this.#atMs > SHARED_MS) {
      const pass = this.#rounds.next(undefined, deadlineMs);
      this.#pass = pass;
      this.#atMs = Number.POSITIVE_INFINITY;
      void pass.finally(() => {
        this.#atMs = this.#host.now();
      });
    }
    return this.#pass;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  latest: SharedRound,
): Promise<void> {
  const [path] = (request.url ?? '/').split('?');
  if (path !== '/metrics') {
    const [status, text] =
      path === '/' ? [200, 'r3mes-harness probes: see /metrics\n'] : [404, 'see /metrics\n'];
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
    return;
  }
  const limit = Number(request.headers['x-prometheus-scrape-timeout-seconds']) * 1000 - MARGIN_MS;
  const text = probeExposition(await latest.get(limit > 0 ? limit : undefined));
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
}

const hostText = (host: string | undefined): string =>
  host === undefined ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
