import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import type { ProbeName, ProbeTarget } from '../../probes/probe.ts';
import { startSampler } from '../../probes/sampler.ts';
import { probeExposition } from '../../reports/probe-exposition.ts';
import { probeNagios } from '../../reports/probe-nagios.ts';
import { probeText } from '../../reports/probe-text.ts';
import { ProbeWatch } from '../../reports/probe-watch.ts';
import { gradeProbe } from '../../src/verdict/grade-probes.ts';
import { SLOS } from '../../thresholds.ts';
import { harness } from '../helpers/harness.ts';
import { closedPort, GARBAGE, look, tcp } from './looking.ts';

const folder = mkdtempSync(join(tmpdir(), 'promises-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const NAMES = Object.keys(PROBES) as ProbeName[];
const SECRETS = ['S3same-db', 'S3same-redis', 'S3same-http', 'S3same-header', 'S3same-query', 'S3same-pg'];

/** A target whose every field carries a secret, all of its parts at one address. */
function planted(address: string): ProbeTarget {
  const user = (password: string) => `watcher:${password}@${address}`;
  return {
    apiUrl: `http://${user('S3same-http')}/?token=S3same-query`,
    rpcUrl: `http://${user('S3same-http')}/?api_key=S3same-query`,
    lcdUrl: `http://${user('S3same-http')}`,
    webUrl: `http://${user('S3same-http')}`,
    wsUrl: `ws://${user('S3same-http')}?token=S3same-query`,
    prometheusUrl: `http://${user('S3same-http')}`,
    databaseUrl: `postgresql://${user('S3same-db')}/r3mes?options=S3same-query`,
    redisUrl: `redis://${user('S3same-redis')}/0`,
    backup: `http://${user('S3same-http')}/backups?signature=S3same-query`,
    system: 'node.*',
    kubeconfig: kubeconfigOf(address),
    namespace: 'blue',
    headers: { authorization: 'Bearer S3same-header', 'x-api-key': 'S3same-header' },
    pgEnv: { PGPASSWORD: 'S3same-pg', PGUSER: 'watcher' },
  };
}

function kubeconfigOf(address: string): string {
  const path = join(folder, `${address.replace(':', '-')}.json`);
  const config = {
    'current-context': 'x',
    clusters: [{ name: 'x', cluster: { server: `http://${address}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'x', user: { token: 'S3same-http' } }],
    contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

const SERVERS: Readonly<Record<string, () => Promise<string>>> = {
  'nobody listens': closedPort,
  'nobody answers': () => tcp((socket) => socket.resume()),
  'the other side hangs up': () => tcp((socket) => socket.resume().end()),
  'the other side hangs up after the first word': () =>
    tcp((socket) => socket.on('data', () => socket.destroy())),
  // Everything that was sent comes back, as text of an error: passwords too.
  'the other side repeats what it is told': () =>
    tcp((socket) =>
      socket.on('data', (data) => {
        const said = SECRETS.join(' ') + data.toString('latin1').replace(/[^\x20-\x7e]/g, ' ');
        if (/^(GET|POST)/.test(data.toString('latin1')))
          socket.end(
            `HTTP/1.1 500 ${said}\r\nlocation: http://x/?token=S3same-query\r\n\r\n{"error":"${said}"}`,
          );
        else if (data[0] === 42) socket.write(`-ERR you said ${said}\r\n`);
        else if (data.length === 8) socket.write('N');
        else socket.end(errorOfPostgres(`you said ${said}`));
      }),
    ),
  ...Object.fromEntries(
    Object.entries(GARBAGE).map(([name, bytes]) => [
      `the other side speaks ${name}`,
      () => tcp((socket) => socket.on('data', () => socket.write(bytes))),
    ]),
  ),
};

function errorOfPostgres(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C28000\0M${message}\0\0`, 'latin1');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** Handles of sockets, timers, name look-ups and processes that keep this process alive. */
const handles = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => /TCPSocket|TLSWrap|Timeout|AddrInfo|Process/.test(name));

/** Waits for what closing takes; without a timer of its own at the moment it looks. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 60 && handles().length > 0; turn++) {
    await new Promise((later) => setTimeout(later, 20));
  }
  expect(handles()).toEqual([]);
}

const spoken = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

describe.each(Object.entries(SERVERS))('every probe, where %s', (_, start) => {
  it('ends in its time with a result, shows no secret, leaves no socket or timer', async () => {
    const target = planted(await start());
    await Promise.all(NAMES.map((name) => look(name, target, 300))); // libraries are loaded
    await settled();
    const startedMs = performance.now();
    const results = await Promise.all(NAMES.map((name) => look(name, target, 300)));
    expect(performance.now() - startedMs).toBeLessThan(3000);
    for (const result of results) {
      if (!result.ok) expect(result.failure.hint, result.probe).toMatch(/\w/);
      expect(result.durationMs, result.probe).toBeLessThan(2000);
    }
    const lines = gradeProbe(results, SLOS);
    const shown = { colour: false, columns: 100 };
    const pass = {
      version: 1,
      at: '',
      state: 'FAIL',
      failOn: 'warn',
      exitCode: 99,
      results,
      lines,
      advice: [],
    } as const;
    const judged = { ...pass, results: [...results], lines: [...lines], advice: [] };
    const outputs = {
      json: JSON.stringify(judged),
      inspect: inspect(judged, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      text: probeText(judged, shown),
      watch: new ProbeWatch().next(judged, { ...shown, columns: 5000 }),
      nagios: probeNagios(judged).text,
      exposition: probeExposition(judged),
    };
    for (const [name, text] of Object.entries(outputs)) expect([name, spoken(text)]).toEqual([name, []]);
    await settled();
  });
});

describe('an open probe', () => {
  it('shows no secret in util.inspect, before a look and after one that failed', async () => {
    const target = planted((await SERVERS['the other side repeats what it is told']?.()) ?? '');
    for (const name of NAMES) {
      const session = PROBES[name](target);
      const signal = AbortSignal.timeout(300);
      setMaxListeners(0, signal); // as runProbe does: a look asks many questions side by side
      const thrown = await session.sample(signal).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(Error);
      const text = inspect(session, { depth: Number.POSITIVE_INFINITY, showHidden: true });
      expect([name, spoken(text)]).toEqual([name, []]);
      await session.close();
    }
  });

  it('leaves nothing behind when its sampler stops in the middle of a look', async () => {
    const target = planted(await tcp((socket) => socket.resume()));
    await settled();
    const sampler = startSampler({
      probes: NAMES,
      target,
      intervalMs: 50,
      deadlineMs: 3000,
      clock: () => performance.now(),
      onResult: () => {},
    });
    await new Promise((later) => setTimeout(later, 150));
    await sampler.stop();
    await settled();
  });
});

describe('the command line', () => {
  it('shows no secret of the environment in any of its outputs', async () => {
    const address = (await SERVERS['the other side repeats what it is told']?.()) ?? '';
    const target = planted(address);
    const env = {
      R3MES_API_URL: target.apiUrl ?? '',
      R3MES_RPC_URL: target.rpcUrl ?? '',
      DATABASE_URL: target.databaseUrl ?? '',
      REDIS_URL: target.redisUrl ?? '',
      PGPASSWORD: 'S3same-pg',
      NO_COLOR: '1',
    };
    const ways = [[], ['--json'], ['--nagios'], ['--watch', '10ms', '--rounds', '2'], ['--retries', '1']];
    const ended = await Promise.all(
      ways.map((flags) => harness(['probe', '--timeout', '300ms', ...flags], { env })),
    );
    for (const { out, err } of ended) {
      expect(out.length).toBeGreaterThan(20);
      // Headers are of no variable: nobody can know that text for a secret.
      expect(spoken(out + err).filter((secret) => secret !== 'S3same-header')).toEqual([]);
      expect(out + err).not.toMatch(/node_modules|\bat \S+ \(/);
    }
    expect(ended.map(({ code }) => code)).toEqual([99, 99, 2, 99, 99]);
  });
});
