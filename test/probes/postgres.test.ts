import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import type { ProbeResult } from '../../probes/probe.ts';
import { startSampler } from '../../probes/sampler.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { closedPort, factsOf, failureOf, figureOf, GARBAGE, look, tcp } from './looking.ts';

const SECRET = 'p@ss/w#rd';
const ENCODED = encodeURIComponent(SECRET);
let standin: StandinProcess;
let databaseUrl: string;
let place: string;

beforeAll(async () => {
  standin = await startStandinProcess('--no-redis', '--pool-size', '5');
  databaseUrl = standin.urls.postgres;
  place = new URL(databaseUrl).host;
  await sql(`CREATE ROLE watcher LOGIN PASSWORD '${SECRET}'`, 'CREATE DATABASE plain');
});
afterAll(() => standin.stop());

async function sql(...statements: string[]): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const never = new AbortController().signal;

describe('the postgres probe', () => {
  it('sees sessions, query times, cache and size of a real server', async () => {
    const facts = factsOf(await look('postgres', { databaseUrl }));
    expect(facts.info).toMatchObject({ product: 'PostgreSQL', role: 'primary', server: place, tls: 'off' });
    expect(facts.info['version']).toMatch(/^\d+/);
    expect(facts.info['statements']).toMatch(/^pg_stat_statements .*mean_exec_time$/);
    expect(figureOf(facts, 'connections.max')).toBe(97);
    expect(figureOf(facts, 'connections.total')).toBe(5);
    expect(figureOf(facts, 'connections.usedPercent')).toBeCloseTo((5 / 97) * 100);
    expect(figureOf(facts, 'queries.longRunning')).toBe(0);
    expect(figureOf(facts, 'locks.blocked')).toBe(0);
    expect(figureOf(facts, 'database.sizeBytes')).toBeGreaterThan(1e6);
    expect(figureOf(facts, 'connect.ms')).toBeGreaterThan(0);
    expect(figureOf(facts, 'query.ms')).toBeGreaterThan(0);
  });

  it('counts sessions in a transaction and those that wait for a lock', async () => {
    await standin.control('PUT', '/faults/pool');
    const [holder, waiter] = [new pg.Client(databaseUrl), new pg.Client(databaseUrl)];
    await Promise.all([holder.connect(), waiter.connect()]);
    await holder.query('BEGIN; LOCK TABLE users');
    const waiting = waiter.query('SELECT count(*) FROM users');
    const session = PROBES.postgres({ databaseUrl });
    try {
      let blocked: number | null | undefined = 0;
      while (blocked === 0) blocked = figureOf(await session.sample(never), 'locks.blocked');
      expect(blocked).toBe(1);
      const facts = await session.sample(never);
      expect(figureOf(facts, 'connections.idleInTransaction')).toBe(6);
      expect(figureOf(facts, 'connections.total')).toBe(7);
    } finally {
      await session.close();
      await holder.query('COMMIT');
      await waiting;
      await Promise.all([holder.end(), waiter.end(), standin.control('DELETE', '/faults/pool')]);
    }
  });

  it('leaves its own statements out of the query times, and counts those of others', async () => {
    const session = PROBES.postgres({ databaseUrl });
    const first = await session.sample(never);
    for (let more = 0; more < 3; more++) await session.sample(never);
    const client = new pg.Client(databaseUrl);
    await client.connect();
    for (let more = 0; more < 4; more++) await client.query('SELECT pg_sleep(0.02)');
    await client.end();
    const last = await session.sample(never);
    await session.close();
    const growth = (id: string) => (figureOf(last, id) as number) - (figureOf(first, id) as number);
    expect(growth('statements.calls')).toBe(4);
    expect(growth('statements.totalMs')).toBeGreaterThanOrEqual(80);
    expect(last.values.find(({ id }) => id === 'connect.ms')).toMatchObject({ value: null });
  });

  it('marks what a role without pg_monitor cannot see as partial or missing', async () => {
    const url = `postgresql://watcher:${ENCODED}@${place}/r3mes`;
    const facts = factsOf(await look('postgres', { databaseUrl: url }));
    const connections = facts.values.find(({ id }) => id === 'connections.total');
    expect(connections).toMatchObject({ partial: true, note: expect.stringContaining('pg_read_all_stats') });
    expect(JSON.stringify(facts)).not.toContain(SECRET);
  });

  it('says that pg_stat_statements is not installed in this database', async () => {
    const facts = factsOf(await look('postgres', { databaseUrl: databaseUrl.replace(/r3mes$/, 'plain') }));
    expect(facts.values.find(({ id }) => id === 'statements.meanMs')).toMatchObject({
      value: null,
      note: expect.stringContaining('CREATE EXTENSION'),
    });
  });

  it('takes the variables of libpq, and URLs of other drivers', async () => {
    const { hostname, port } = new URL(databaseUrl);
    const pgEnv = {
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: 'watcher',
      PGPASSWORD: SECRET,
      PGDATABASE: 'r3mes',
    };
    factsOf(await look('postgres', { pgEnv }));
    factsOf(await look('postgres', { databaseUrl: databaseUrl.replace('postgresql:', 'postgres+asyncpg:') }));
  });

  it('is told apart from the load by its name, and leaves no session behind', async () => {
    const session = PROBES.postgres({ databaseUrl });
    await session.sample(never);
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const count = async () =>
      Number(
        (
          await client.query(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'r3mes-harness-probe'",
          )
        ).rows[0].n,
      );
    expect(await count()).toBe(1);
    await session.close();
    await expect.poll(count).toBe(0);
    await client.end();
  });

  it('reconnects after the server came back', async () => {
    const results: ProbeResult[] = [];
    const sampler = startSampler({
      probes: ['postgres'],
      target: { databaseUrl },
      intervalMs: 50,
      deadlineMs: 3000,
      clock: () => performance.now(),
      onResult: (result) => results.push(result),
    });
    try {
      const last = () => results.at(-1)?.ok;
      await expect.poll(last, { timeout: 10_000 }).toBe(true);
      await standin.control('PUT', '/postgres/stopped');
      await expect.poll(last, { timeout: 10_000 }).toBe(false);
      await standin.control('PUT', '/postgres/started');
      await expect.poll(last, { timeout: 10_000 }).toBe(true);
      for (const result of results) if (!result.ok) failureOf(result, ['standin']);
    } finally {
      await sampler.stop();
    }
  });
});

describe('failures of the postgres probe', () => {
  const wrong = () => `postgresql://watcher:Wr0ng%2Fpass@${place}/r3mes`;

  it('a wrong password', async () => {
    const failure = failureOf(await look('postgres', { databaseUrl: wrong() }), ['Wr0ng', 'watcher']);
    expect(failure).toMatchObject({ stage: 'authenticate', code: '28P01' });
    expect(failure.hint).toContain('DATABASE_URL');
  });

  it('no password, and a database that does not exist', async () => {
    const none = await look('postgres', { databaseUrl: `postgresql://watcher@${place}/r3mes` });
    expect(failureOf(none)).toMatchObject({ stage: 'authenticate' });
    const missing = await look('postgres', { databaseUrl: databaseUrl.replace(/r3mes$/, 'nowhere') });
    expect(failureOf(missing, ['standin'])).toMatchObject({ stage: 'authenticate', code: '3D000' });
  });

  it('TLS that is required of a server without it', async () => {
    const failure = failureOf(await look('postgres', { databaseUrl: `${databaseUrl}?sslmode=require` }));
    expect(failure).toMatchObject({ stage: 'tls', code: 'NO_TLS' });
  });

  it('a closed port', async () => {
    const url = `postgresql://watcher:${ENCODED}@${await closedPort()}/r3mes`;
    const failure = failureOf(await look('postgres', { databaseUrl: url }), [SECRET, ENCODED]);
    expect(failure).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
  });

  it('a name that does not resolve', async () => {
    const url = `postgresql://watcher:${ENCODED}@no-such-host.invalid/r3mes`;
    expect(failureOf(await look('postgres', { databaseUrl: url }), [SECRET, ENCODED]).stage).toBe('resolve');
  });

  it('a server that accepts and never answers, at the deadline', async () => {
    const address = await tcp(() => {});
    const url = `postgresql://watcher:${ENCODED}@${address}/r3mes`;
    const failure = failureOf(await look('postgres', { databaseUrl: url }, 200), [SECRET, ENCODED]);
    expect(failure).toMatchObject({ stage: 'deadline', code: 'TIMEOUT' });
    expect(failure.message).toBe(`no answer while connecting to ${address} within 200 ms`);
  });

  it('a query that hangs behind a lock, at the deadline', async () => {
    const holder = new pg.Client(databaseUrl);
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE pg_catalog.pg_extension');
    try {
      const failure = failureOf(await look('postgres', { databaseUrl }, 500), ['standin']);
      expect(failure).toMatchObject({
        stage: 'deadline',
        message: expect.stringContaining(`asking ${place}`),
      });
    } finally {
      await holder.end();
    }
  });

  it.each(Object.entries(GARBAGE))('a server that answers %s', async (_, bytes) => {
    const address = await tcp((socket) => socket.on('data', () => socket.write(bytes)));
    const url = `postgresql://watcher:${ENCODED}@${address}/r3mes`;
    const failure = failureOf(await look('postgres', { databaseUrl: url }, 500), [SECRET, ENCODED]);
    expect(['connect', 'query', 'tls', 'deadline']).toContain(failure.stage);
  });

  it('a server that hangs up', async () => {
    const url = `postgresql://watcher:${ENCODED}@${await tcp((socket) => socket.end())}/r3mes`;
    expect(failureOf(await look('postgres', { databaseUrl: url }), [SECRET, ENCODED]).stage).toMatch(
      /connect|tls/,
    );
  });

  it.each([
    `postgresql://watcher:${SECRET}@127.0.0.1:5432/r3mes`,
    'postgresql://watcher:p?ss%zzw@127.0.0.1:5432/r3mes',
    'mysql://watcher:p%40ssw0rd@127.0.0.1/r3mes',
    'postgresql://watcher:p%40ssw0rd@one:1,two:2/r3mes',
    'postgresql://watcher:p%40ssw0rd@127.0.0.1:99999/r3mes',
    'postgresql://watcher:p%40ssw0rd@127.0.0.1/r3mes?sslmode=maybe',
    'watcher:p%40ssw0rd@127.0.0.1/r3mes',
  ])('the malformed DSN %s, of which nothing is shown', async (url) => {
    const secrets = [SECRET, 'w#rd', 'ss/w', 'p?ss', 'ss%zzw', 'ssw0rd', 'watcher'];
    const failure = failureOf(await look('postgres', { databaseUrl: url }), secrets);
    expect(failure).toMatchObject({ stage: 'configure', code: 'INVALID_URL' });
    expect(failure.message).toContain('DATABASE_URL');
  });
});
