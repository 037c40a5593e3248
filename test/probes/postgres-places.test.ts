import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import type { ProbeFacts } from '../../probes/probe.ts';
import { DebianPostgres, PASSWORD, whyNoDebianPostgres } from '../helpers/debian-postgres.ts';
import { factsOf, failureOf, figureOf, look, tcp } from './looking.ts';

const never = new AbortController().signal;
const reason = whyNoDebianPostgres();
const noteOf = ({ values }: ProbeFacts, id: string) => values.find((each) => each.id === id)?.note;

describe.skipIf(reason !== '')(`the postgres probe and PostgreSQL 15 ${reason}`, () => {
  let server: DebianPostgres;
  const at = (url: string) => look('postgres', { databaseUrl: url }, 10_000);

  beforeAll(async () => {
    server = await DebianPostgres.start();
    await server.query('CREATE DATABASE app');
    await server.query(`CREATE ROLE plain LOGIN PASSWORD '${PASSWORD}'`);
    await server.query(
      `CREATE SCHEMA elsewhere; CREATE EXTENSION pg_stat_statements SCHEMA elsewhere VERSION '1.7'`,
      'app',
    );
    await server.query(
      `CREATE TABLE rows AS SELECT n, n % 7 AS other FROM generate_series(1, 3000) n; CREATE INDEX unused ON rows (other);
       ALTER TABLE rows SET (autovacuum_enabled = off); ANALYZE rows; DELETE FROM rows WHERE n <= 1500; SELECT count(*) FROM rows`,
      'app',
    );
    await server.query(
      `CREATE VIEW connection_stats AS SELECT state, count(*) AS connections, max(now() - state_change) AS max_duration
       FROM pg_stat_activity WHERE pid <> pg_backend_pid() GROUP BY state`,
      'app',
    );
    await server.query("ALTER ROLE plain PASSWORD 'S3same-role'; SELECT pg_stat_force_next_flush()", 'app');
    await server.query(`ALTER ROLE plain PASSWORD '${PASSWORD}'`, 'app');
  });
  afterAll(() => server?.stop());

  it('reads the times of an extension that kept its old columns, in a schema of its own', async () => {
    const facts = factsOf(await at(server.url('app')));
    expect(facts.info['statements']).toBe('pg_stat_statements 1.7, mean_time');
    expect(figureOf(facts, 'statements.meanMs')).toBeGreaterThan(0);
    expect(figureOf(facts, 'statements.slowestMs')).toBeGreaterThan(0);
    expect(noteOf(facts, 'statements.slowestMs')).toMatch(/^\d+x [\d.]+ ms \w+/);
    // Kinds of statements that keep what was sent are not shown.
    expect(JSON.stringify(facts)).not.toMatch(/S3same|ALTER ROLE/);
  });

  it('gives hints of index use, bloat and vacuum, and reads the runbook’s view', async () => {
    const facts = factsOf(await at(server.url('app')));
    expect(figureOf(facts, 'tables.deadPercent')).toBeCloseTo(50, -1);
    expect(noteOf(facts, 'tables.deadPercent')).toBe('in rows');
    expect(figureOf(facts, 'indexes.unused')).toBe(1);
    expect(figureOf(facts, 'indexes.usedPercent')).toBe(0);
    expect(noteOf(facts, 'indexes.usedPercent')).toContain('scans of rows');
    expect(figureOf(facts, 'vacuum.neverTables')).toBe(1);
    expect(figureOf(facts, 'vacuum.freezePercent')).toBeGreaterThan(0);
    expect(figureOf(facts, 'connectionStats.total')).toBe(0);
    expect(figureOf(factsOf(await at(server.url())), 'connectionStats.total')).toBeUndefined();
  });

  it('says who holds a lock, and how old the oldest transaction is', async () => {
    const holder = new pg.Client(server.url('app'));
    const waiter = new pg.Client(server.url('app'));
    await Promise.all([holder.connect(), waiter.connect()]);
    await holder.query('BEGIN; LOCK TABLE rows');
    const waiting = waiter.query('SELECT 1 FROM rows LIMIT 1').catch(() => {});
    const { processID } = holder as unknown as { processID: number };
    try {
      await expect
        .poll(async () => noteOf(factsOf(await at(server.url('app'))), 'locks.blocked'), { timeout: 10_000 })
        .toBe(`held by the sessions ${processID}`);
      const facts = factsOf(await at(server.url('app')));
      expect(figureOf(facts, 'locks.longestWaitSeconds')).toBeGreaterThan(0);
      expect(figureOf(facts, 'transactions.longestSeconds')).toBeGreaterThan(0);
    } finally {
      await holder.end();
      await waiting;
      await waiter.end();
    }
  });

  it('states its own load, and asks for what changes slowly once in a while', async () => {
    const session = PROBES.postgres({ databaseUrl: server.url('app') });
    const [first, second] = [await session.sample(never), await session.sample(never)];
    await session.close();
    expect(figureOf(first, 'own.queries')).toBeLessThanOrEqual(14);
    expect(figureOf(second, 'own.queries')).toBe(5);
    expect(figureOf(second, 'own.ms')).toBeGreaterThan(0);
    expect(figureOf(second, 'tables.deadPercent')).toBe(figureOf(first, 'tables.deadPercent'));
  });

  describe('its TLS modes', () => {
    const tls = (mode: string, host = 'localhost', ca = true) =>
      at(
        server
          .url(
            'app',
            `?sslmode=${mode}${ca ? `&sslrootcert=${encodeURIComponent(join(server.folder, 'server.crt'))}` : ''}`,
          )
          .replace('@127.0.0.1:', `@${host}:`),
      );
    it.each([
      ['disable', 'localhost', false, 'off'],
      ['prefer', 'localhost', false, 'prefer'],
      ['require', '127.0.0.1', false, 'require'],
      // As libpq: with an authority, `require` verifies it.
      ['require', '127.0.0.1', true, 'verify-ca'],
      ['verify-ca', '127.0.0.1', true, 'verify-ca'],
      ['verify-full', 'localhost', true, 'verify-full'],
    ] as const)('%s at %s, authority given: %s', async (mode, host, ca, seen) => {
      expect(factsOf(await tls(mode, host, ca)).info['tls']).toBe(seen);
    });

    it('verify-full refuses another name, verify-ca an authority that it does not know', async () => {
      expect(failureOf(await tls('verify-full', '127.0.0.1'))).toMatchObject({
        stage: 'tls',
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
      expect(failureOf(await tls('verify-ca', 'localhost', false)).stage).toBe('tls');
    });
  });

  it('takes a socket, IPv6, and variables instead of a URL', async () => {
    const sockets = encodeURIComponent(join(server.folder, 'sockets'));
    const login = `boss:${encodeURIComponent(PASSWORD)}`;
    const socket = factsOf(await at(`postgresql://${login}@${sockets}:${server.port}/app`));
    expect(socket.info['server']).toContain(`.s.PGSQL.${server.port}`);
    const queried = `postgresql:///app?host=${sockets}&port=${server.port}&user=boss&password=${encodeURIComponent(PASSWORD)}`;
    factsOf(await at(queried));
    expect(factsOf(await at(`postgresql://${login}@[::1]:${server.port}/app`)).info['server']).toBe(
      `[::1]:${server.port}`,
    );
    const pgEnv = {
      PGHOST: join(server.folder, 'sockets'),
      PGPORT: String(server.port),
      PGUSER: 'boss',
      PGPASSWORD: PASSWORD,
      PGDATABASE: 'app',
      PGOPTIONS: '-c statement_timeout=5',
    };
    factsOf(await look('postgres', { pgEnv }));
  });

  it('tells what a plain role cannot see from what there is not', async () => {
    const facts = factsOf(await at(server.url('app').replace('boss:', 'plain:')));
    for (const id of ['connections.usedPercent', 'queries.longRunning'])
      expect(facts.values.find((each) => each.id === id)).toMatchObject({ partial: true });
    expect(JSON.stringify(facts)).not.toContain('insufficient privilege');
  });

  it('sees replicas of a primary, and role and lag of a standby whose extension is not loaded', async () => {
    const port = await server.replica();
    const url = server.url('app').replace(`:${server.port}/`, `:${port}/`);
    const standby = factsOf(await at(url));
    expect(standby.info['role']).toBe('standby');
    // A standby answers before it streams, and streams before it has told the primary how far it is.
    const soon = (where: string, id: string) =>
      expect.poll(async () => figureOf(factsOf(await at(where)), id), { timeout: 10_000 });
    await soon(url, 'replication.receiving').toBe(1);
    await soon(url, 'replication.lagSeconds').toBe(0);
    await soon(server.url('app'), 'replication.lagBytes').not.toBeNull();
    expect(noteOf(standby, 'statements.meanMs')).toContain('shared_preload_libraries');
    const primary = factsOf(await at(server.url('app')));
    expect(primary.info['role']).toBe('primary');
    expect(figureOf(primary, 'replication.replicas')).toBe(1);
    expect(figureOf(primary, 'replication.lagBytes')).toBeGreaterThanOrEqual(0);
  });

  describe('behind PgBouncer', () => {
    let port: number;
    const through = (database: string) => server.url(database).replace(`:${server.port}/`, `:${port}/`);
    beforeAll(async () => {
      port = await server.pgbouncer();
    });

    it('looks again and again through a transaction pool of one, beside others, and says that it is one', async () => {
      const sessions = [1, 2].map(() => PROBES.postgres({ databaseUrl: through('app') }));
      for (let round = 0; round < 3; round++) {
        const facts = await Promise.all(sessions.map((session) => session.sample(never)));
        for (const { values } of facts) {
          expect(values.find(({ id }) => id === 'connections.max')?.value).toBe(97);
        }
        // The pool has one server: its process is not the one that PgBouncer names to clients.
        if (round > 0)
          expect(facts.some(({ info }) => info['pooler'] === 'yes: sessions are shared')).toBe(true);
      }
      await Promise.all(sessions.map((session) => session.close()));
      expect(factsOf(await at(server.url('app'))).info['pooler']).toBeUndefined();
    });

    it('reads its pools by SHOW on the admin console', async () => {
      const facts = factsOf(await at(through('pgbouncer')));
      expect(facts.info['product']).toBe('PgBouncer');
      expect(facts.info['version']).toMatch(/^\d+\.\d+/);
      expect(figureOf(facts, 'pools.count')).toBeGreaterThanOrEqual(1);
      expect(figureOf(facts, 'pools.clientsWaiting')).toBe(0);
      expect(facts.values.find(({ id }) => id === 'connections.usedPercent')).toMatchObject({
        value: null,
        note: expect.stringContaining('name of the database'),
      });
    });
  });
});

describe('a pooler that refuses start-up parameters', () => {
  it('is asked again without them, and named', async () => {
    const startups: string[] = [];
    const address = await tcp((socket) => {
      socket.on('data', (data) => {
        if (data.length === 8) return void socket.write('N'); // the question for TLS
        startups.push(data.toString('latin1'));
        const message = 'SFATAL\0C08P01\0Munsupported startup parameter: application_name\0\0';
        const head = Buffer.alloc(5);
        head.write('E');
        head.writeInt32BE(message.length + 4, 1);
        socket.end(Buffer.concat([head, Buffer.from(message)]));
      });
    });
    const result = await look('postgres', { databaseUrl: `postgresql://me:S3same@${address}/app` });
    expect(failureOf(result, ['S3same'])).toMatchObject({
      code: '08P01',
      hint: expect.stringContaining('pooler'),
    });
    expect(startups.map((text) => text.includes('application_name'))).toEqual([true, false]);
    for (const text of startups)
      expect(text).not.toMatch(/statement_timeout|lock_timeout|options|idle_in_transaction/);
  });
});
