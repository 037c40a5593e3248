import { execFileSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/index.ts';
import { RedisProcesses } from '../helpers/redis-process.ts';
import { closedPort, factsOf, failureOf, figureOf, look, tcp } from './looking.ts';

const never = new AbortController().signal;
const redis = new RedisProcesses();
const portOf = async () => Number((await closedPort()).split(':')[1]);
afterAll(() => redis.stop());

describe('a cluster', () => {
  let ports: number[];
  beforeAll(async () => {
    ports = [await portOf(), await portOf(), await portOf()];
    const flags = [
      '--cluster-enabled',
      'yes',
      '--cluster-node-timeout',
      '1000',
      '--cluster-require-full-coverage',
      'no',
    ];
    const secret = ['--requirepass', 'S3same', '--masterauth', 'S3same', '--maxmemory', '64mb'];
    await Promise.all(
      // The bus takes the port plus 10000 by itself, which may be past the last one.
      ports.map(async (port) =>
        redis.start(port, ...flags, ...secret, '--cluster-port', String(await portOf())),
      ),
    );
    const addresses = ports.map((port) => `127.0.0.1:${port}`);
    const create = [
      '-a',
      'S3same',
      '--no-auth-warning',
      '--cluster',
      'create',
      ...addresses,
      '--cluster-yes',
    ];
    execFileSync('redis-cli', create, { stdio: 'pipe' });
    const client = new Redis.Cluster(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { redisOptions: { password: 'S3same' } },
    );
    for (let turn = 0; turn < 400 && !/cluster_state:ok/.test(String(await client.cluster('INFO'))); turn++)
      await new Promise((later) => setTimeout(later, 50));
    for (let key = 0; key < 30; key++) await client.set(`key ${key}`, key);
    client.disconnect();
  });

  it('is asked node by node: keys add up, memory is that of the fullest', async () => {
    const facts = factsOf(await look('redis', { redisUrl: `redis://:S3same@127.0.0.1:${ports[0]}` }));
    expect(facts.info).toMatchObject({ mode: 'cluster', product: expect.stringMatching(/Redis|Valkey/) });
    expect(figureOf(facts, 'keys.total')).toBe(30);
    expect(figureOf(facts, 'cluster.ok')).toBe(1);
    expect(figureOf(facts, 'cluster.nodes')).toBe(3);
    expect(figureOf(facts, 'cluster.slotsPercent')).toBe(100);
    expect(figureOf(facts, 'memory.maxBytes')).toBe(3 * 64 * 1024 * 1024);
    expect(facts.values.find(({ id }) => id === 'memory.usedPercent')).toMatchObject({
      note: 'of the fullest node',
    });
    expect(figureOf(facts, 'clients.connected')).toBe(0);
  });

  it('is never graded green where a user may not ask for its nodes', async () => {
    const client = new Redis(ports[0] as number, '127.0.0.1', { password: 'S3same' });
    await client.call('ACL', 'SETUSER', 'watcher', 'on', '>S3same', '+ping', '+info');
    client.disconnect();
    const facts = factsOf(await look('redis', { redisUrl: `redis://watcher:S3same@127.0.0.1:${ports[0]}` }));
    expect(facts.values.find(({ id }) => id === 'memory.usedPercent')).toMatchObject({
      partial: true,
      note: expect.stringContaining('+cluster|nodes'),
    });
  });

  it('keeps its connections, and tells which node it could not reach', async () => {
    const session = PROBES.redis({ redisUrl: `redis://:S3same@127.0.0.1:${ports[0]}` });
    const clients = new Redis(ports[1] as number, '127.0.0.1', { password: 'S3same' });
    await session.sample(never);
    const connections = async () => /total_connections_received:(\d+)/.exec(await clients.info('stats'))?.[1];
    const before = await connections();
    await session.sample(never);
    expect(await connections()).toBe(before);
    await session.close();
    clients.disconnect();
    // An address that nobody answers: that of a node behind a translation.
    const nat = `natMap=127.0.0.1:${ports[2]}=${await closedPort()}`;
    const facts = factsOf(await look('redis', { redisUrl: `redis://:S3same@127.0.0.1:${ports[0]}?${nat}` }));
    expect(facts.values.find(({ id }) => id === 'keys.total')).toMatchObject({
      partial: true,
      note: expect.stringMatching(
        new RegExp(`127.0.0.1:${ports[2]} could not be reached \\(ECONNREFUSED\\)`),
      ),
    });
  });
});

describe('a sentinel', () => {
  let sentinel: number;
  let primary: number;
  beforeAll(async () => {
    [sentinel, primary] = [await portOf(), await portOf()];
    const replica = await portOf();
    await redis.start(primary, '--requirepass', 'S3same', '--maxmemory', '32mb');
    await redis.start(
      replica,
      '--replicaof',
      '127.0.0.1',
      String(primary),
      '--masterauth',
      'S3same',
      '--requirepass',
      'S3same',
    );
    await redis.sentinel(sentinel, [
      `sentinel monitor cache 127.0.0.1 ${primary} 1`,
      'sentinel auth-pass cache S3same',
    ]);
  });

  it('leads to its primary, with the password that only the primary has', async () => {
    const facts = factsOf(await look('redis', { redisUrl: `redis://:S3same@127.0.0.1:${sentinel}` }));
    expect(facts.info).toMatchObject({ mode: 'sentinel', role: 'master' });
    expect(figureOf(facts, 'memory.maxBytes')).toBe(32 * 1024 * 1024);
    expect(figureOf(facts, 'sentinel.primaryUp')).toBe(1);
    expect(figureOf(facts, 'sentinel.quorum')).toBe(1);
    await expect
      .poll(async () =>
        figureOf(
          factsOf(await look('redis', { redisUrl: `redis://:S3same@127.0.0.1:${primary}` })),
          'replication.replicas',
        ),
      )
      .toBe(1);
  });

  it('that does not know the name is told so, with the names that it knows', async () => {
    const failure = failureOf(
      await look('redis', { redisUrl: `redis://:S3same@127.0.0.1:${sentinel}?master=other` }),
      ['S3same'],
    );
    expect(failure).toMatchObject({
      stage: 'assert',
      code: 'NO_PRIMARY',
      hint: expect.stringContaining('(cache)'),
    });
  });

  it('whose primary has an inner address fails with that address, and takes a translation', async () => {
    const address = await closedPort();
    const inner = await portOf();
    await redis.sentinel(inner, ['sentinel monitor cache 127.0.0.1 1 1']);
    const failure = failureOf(await look('redis', { redisUrl: `redis://127.0.0.1:${inner}` }));
    expect(failure).toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
    expect(failure.message).toContain('the primary "cache" that the sentinel names, 127.0.0.1:1');
    expect(failure.hint).toContain('natMap=127.0.0.1:1=');
    const mapped = `redis://:S3same@127.0.0.1:${inner}?natMap=127.0.0.1:1=127.0.0.1:${primary}`;
    expect(figureOf(factsOf(await look('redis', { redisUrl: mapped })), 'memory.maxBytes')).toBe(
      32 * 1024 * 1024,
    );
    expect(failureOf(await look('redis', { redisUrl: `redis://${address}?natMap=nonsense` })).stage).toBe(
      'configure',
    );
  });
});

describe('what is not quite Redis', () => {
  /** Answers each command by the first word of its name. */
  const fake = (answers: Record<string, string>) =>
    tcp((socket) => {
      socket.on('data', (data) => {
        for (const [, name = ''] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
          socket.write(answers[name.toUpperCase()] ?? '-ERR unknown command\r\n');
        }
      });
    });

  it('a proxy without INFO is reachable, with a round trip and nothing else', async () => {
    const address = await fake({ PING: '+PONG\r\n' });
    const facts = factsOf(await look('redis', { redisUrl: `redis://${address}` }));
    expect(figureOf(facts, 'ping.ms')).toBeGreaterThan(0);
    expect(facts.values.find(({ id }) => id === 'memory.usedPercent')).toMatchObject({
      value: null,
      note: expect.stringContaining('a proxy'),
    });
  });

  it('a server whose INFO is no text, or a number', async () => {
    for (const INFO of [':42\r\n', '*1\r\n+x\r\n', '$-1\r\n']) {
      const facts = factsOf(
        await look('redis', { redisUrl: `redis://${await fake({ PING: '+PONG\r\n', INFO })}` }),
      );
      expect(facts.info['notes']).toContain('not text');
    }
  });

  it('a server that knows neither HELLO nor CLIENT nor CONFIG is asked for none of them', async () => {
    const asked: string[] = [];
    const info = '# Server\r\nredis_version:2.8.19\r\nused_memory:5\r\n';
    const address = await tcp((socket) => {
      socket.on('data', (data) => {
        for (const [, name = ''] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
          asked.push(name.toUpperCase());
          const answer = { PING: '+PONG\r\n', INFO: `$${info.length}\r\n${info}\r\n` }[name.toUpperCase()];
          socket.write(answer ?? '-ERR unknown command\r\n');
        }
      });
    });
    expect(factsOf(await look('redis', { redisUrl: `redis://${address}` })).info['version']).toBe('2.8.19');
    expect(asked).toEqual(['PING', 'INFO', 'SLOWLOG']);
  });
});
