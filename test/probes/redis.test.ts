import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import { closedPort, factsOf, failureOf, figureOf, GARBAGE, look, tcp } from './looking.ts';

const PASSWORD = 'p@ss/w#rd';
const ENCODED = encodeURIComponent(PASSWORD);
const directory = mkdtempSync(join(tmpdir(), 'redis-test-'));
const servers: ChildProcess[] = [];
const never = new AbortController().signal;
let open: string;
let locked: string;

/** Starts a redis-server of our own; resolves once it answers. */
async function redisServer(address: string, ...flags: string[]): Promise<ChildProcess> {
  const [host = '', port = ''] = address.split(':');
  const network = ['--port', port, '--bind', host, '--dir', directory, '--save', ''];
  const server = spawn('redis-server', [...network, ...flags], { stdio: 'ignore' });
  servers.push(server);
  const client = new Redis(Number(port), host, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await client.call('PING').catch((error: Error) => expect(error.message).toContain('NOAUTH'));
  client.disconnect();
  return server;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}

beforeAll(async () => {
  [open, locked] = [await closedPort(), await closedPort()];
  const memory = ['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'];
  await Promise.all([redisServer(open, ...memory), redisServer(locked, '--requirepass', PASSWORD)]);
});
afterAll(async () => {
  await Promise.all(servers.map(end));
  rmSync(directory, { recursive: true, force: true });
});

describe('the redis probe', () => {
  it('reads memory, keys, clients and hit rate of a real server', async () => {
    const client = new Redis(`redis://${open}`);
    await client.mset('a', 1, 'b', 2, 'c', 3);
    for (const key of ['a', 'b', 'c', 'missing']) await client.get(key);
    const facts = factsOf(await look('redis', { redisUrl: `redis://${open}` }));
    client.disconnect();
    expect(facts.info).toMatchObject({
      product: expect.stringMatching(/Redis|Valkey/),
      role: 'master',
      server: open,
    });
    expect(facts.info).toMatchObject({ mode: 'standalone', policy: 'allkeys-lru' });
    expect(figureOf(facts, 'ping.ms')).toBeGreaterThan(0);
    expect(figureOf(facts, 'keys.total')).toBe(3);
    expect(figureOf(facts, 'clients.connected')).toBe(1);
    expect(figureOf(facts, 'hitRate.percent')).toBe(75);
    expect(figureOf(facts, 'memory.maxBytes')).toBe(64 * 1024 * 1024);
    expect(figureOf(facts, 'memory.usedPercent')).toBeGreaterThan(0);
    expect(figureOf(facts, 'evictedKeys')).toBe(0);
  });

  it('gives the hit rate of the time since its last look', async () => {
    const client = new Redis(`redis://${open}`);
    const session = PROBES.redis({ redisUrl: `redis://${open}` });
    await client.set('kept', 1);
    await session.sample(never);
    for (const key of ['kept', 'no', 'no', 'no']) await client.get(key);
    const busy = (await session.sample(never)).values.find(({ id }) => id === 'hitRate.percent');
    const quiet = (await session.sample(never)).values.find(({ id }) => id === 'hitRate.percent');
    client.disconnect();
    await session.close();
    expect(busy).toMatchObject({ value: 25, note: expect.stringMatching(/^in the last/) });
    expect(quiet).toMatchObject({ value: null, note: expect.stringMatching(/^no lookups in the last/) });
  });

  it('signs in with a password full of special characters, which it does not show', async () => {
    for (const redisUrl of [`redis://:${ENCODED}@${locked}`, `redis://${locked}?password=${ENCODED}`]) {
      const result = await look('redis', { redisUrl });
      expect(figureOf(factsOf(result), 'memory.usedPercent')).toBeNull();
      for (const secret of [PASSWORD, ENCODED]) expect(JSON.stringify(result)).not.toContain(secret);
    }
  });

  it('says what an ACL hides', async () => {
    const client = new Redis(`redis://${open}`);
    await client.call('ACL', 'SETUSER', 'watcher', 'on', '>Sesame99', '+ping');
    client.disconnect();
    const facts = factsOf(await look('redis', { redisUrl: `redis://watcher:Sesame99@${open}` }));
    expect(figureOf(facts, 'ping.ms')).toBeGreaterThan(0);
    expect(facts.values.find(({ id }) => id === 'memory.usedBytes')).toMatchObject({
      value: null,
      note: 'INFO is not permitted: ACL SETUSER <user> +info',
    });
  });

  it('looks through a new connection at once when the server was started again between looks', async () => {
    const address = await closedPort();
    const first = await redisServer(address);
    const session = PROBES.redis({ redisUrl: `redis://${address}` });
    await session.sample(never);
    await end(first);
    const second = await redisServer(address);
    expect(figureOf(await session.sample(never), 'ping.ms')).toBeGreaterThan(0);
    await session.close();
    await end(second);
  });

  it('reconnects after the server came back', async () => {
    const address = await closedPort();
    let server = await redisServer(address);
    const session = PROBES.redis({ redisUrl: `redis://${address}` });
    await session.sample(never);
    await end(server);
    await expect(session.sample(never)).rejects.toMatchObject({ failure: { stage: 'connect' } });
    server = await redisServer(address);
    expect(figureOf(await session.sample(never), 'ping.ms')).toBeGreaterThan(0);
    await session.close();
    await end(server);
  });
});

describe('failures of the redis probe', () => {
  it('a wrong password', async () => {
    const failure = failureOf(await look('redis', { redisUrl: `redis://:Wr0ng%2Fpass@${locked}` }), [
      'Wr0ng',
    ]);
    expect(failure).toMatchObject({ stage: 'authenticate', code: 'WRONGPASS' });
    expect(failure.hint).toContain('REDIS_URL');
  });

  it('no password where one is wanted, and one where none is set', async () => {
    const none = failureOf(await look('redis', { redisUrl: `redis://${locked}` }));
    expect(none).toMatchObject({ stage: 'authenticate', code: 'NOAUTH' });
    const needless = failureOf(await look('redis', { redisUrl: `redis://:Sesame99@${open}` }), ['Sesame99']);
    expect(needless).toMatchObject({ stage: 'authenticate', code: 'NO_PASSWORD_SET' });
  });

  it('a database number that the server does not have', async () => {
    const failure = failureOf(await look('redis', { redisUrl: `redis://${open}/99` }));
    expect(failure).toMatchObject({ stage: 'configure', code: 'DB_INDEX' });
  });

  it('a closed port', async () => {
    const failure = failureOf(
      await look('redis', { redisUrl: `redis://:${ENCODED}@${await closedPort()}` }),
      [PASSWORD, ENCODED],
    );
    expect(failure).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
  });

  it('a name that does not resolve', async () => {
    expect(failureOf(await look('redis', { redisUrl: 'redis://no-such-host.invalid' })).stage).toBe(
      'resolve',
    );
  });

  it('a server that accepts and never answers, at the deadline', async () => {
    const address = await tcp(() => {});
    const redisUrl = `redis://:${ENCODED}@${address}`;
    const failure = failureOf(await look('redis', { redisUrl }, 200), [PASSWORD, ENCODED]);
    expect(failure).toMatchObject({ stage: 'deadline', code: 'TIMEOUT' });
    expect(failure.message).toBe(`no answer while connecting to ${address} within 200 ms`);
  });

  it('a server that stopped answering an open connection, at the deadline', async () => {
    const address = await closedPort();
    const server = await redisServer(address);
    const session = PROBES.redis({ redisUrl: `redis://${address}` });
    await session.sample(never);
    server.kill('SIGSTOP');
    await expect(session.sample(AbortSignal.timeout(200))).rejects.toMatchObject({
      failure: { stage: 'deadline', message: `no answer while asking ${address}` },
    });
    await session.close();
    await end(server);
  });

  it.each(Object.entries(GARBAGE))('a server that answers %s', async (_, bytes) => {
    const address = await tcp((socket) => socket.on('data', () => socket.write(bytes)));
    const redisUrl = `redis://:${ENCODED}@${address}`;
    const failure = failureOf(await look('redis', { redisUrl }, 500), [PASSWORD, ENCODED]);
    expect(['connect', 'query', 'deadline']).toContain(failure.stage);
  });

  it('a server that hangs up, and TLS spoken to a port without it', async () => {
    const redisUrl = `redis://${await tcp((socket) => socket.end())}`;
    expect(failureOf(await look('redis', { redisUrl })).stage).toBe('connect');
    expect(failureOf(await look('redis', { redisUrl: `rediss://${open}` }, 1000)).stage).toMatch(
      /tls|connect|deadline/,
    );
  });

  it.each([
    `redis://:${PASSWORD}@127.0.0.1:6379/0`,
    'redis://:6380#ssw0rd@127.0.0.1/0',
    'redis://watcher:p%40ssw0rd@127.0.0.1:port/0',
    'redis://watcher:p%40ssw0rd@127.0.0.1:6379/first',
    'http://watcher:p%40ssw0rd@127.0.0.1:6379/0',
  ])('the malformed URL %s, of which nothing is shown', async (redisUrl) => {
    const secrets = [PASSWORD, 'w#rd', 'ss/w', 'ssw0rd', 'watcher'];
    const failure = failureOf(await look('redis', { redisUrl }), secrets);
    expect(failure).toMatchObject({ stage: 'configure', code: 'INVALID_URL' });
    expect(failure.message).toContain('REDIS_URL');
  });
});
