import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/commands/doctor/finding.ts';
import { harness } from '../helpers/harness.ts';
import { RedisProcesses } from '../helpers/redis-process.ts';
import { closedPort, http } from './looking.ts';

const UNSET = { R3MES_API_URL: '', R3MES_RPC_URL: '', DATABASE_URL: '', REDIS_URL: '', NO_COLOR: '1' };
const redis = new RedisProcesses();
afterAll(() => redis.stop());

async function doctor(
  env: Record<string, string>,
): Promise<{ code: number | null; findings: Finding[]; text: string }> {
  const { code, out, err } = await harness(['doctor', '--json', '--timeout', '5s'], {
    env: { ...UNSET, ...env },
  });
  return { code, findings: (JSON.parse(out) as { findings: Finding[] }).findings, text: out + err };
}

describe('harness doctor', () => {
  let port: number;
  beforeAll(async () => {
    port = Number((await closedPort()).split(':')[1]);
    await redis.start(port);
    const client = new Redis(port, '127.0.0.1');
    await client.call('ACL', 'SETUSER', 'watcher', 'on', '>S3same', '+ping');
    client.disconnect();
  });

  it('looks at the limits of the generator, and says of what answers that it does', async () => {
    const apiUrl = await http((_, response) => response.end('{"server_time":1790000000}'));
    const { code, findings } = await doctor({ R3MES_API_URL: apiUrl });
    expect(code).toBe(0);
    const generator = findings.filter(({ area }) => area === 'generator').map(({ what }) => what);
    expect(generator.join('; ')).toMatch(/^Node v\d+\.\d+\.\d+, \d+ cores.*files and sockets.*local ports/);
    expect(findings.filter(({ area }) => area === 'http')).toEqual([
      { area: 'http', level: 'ok', what: `${apiUrl.slice(7)}: connected`, remedy: '' },
      { area: 'http', level: 'ok', what: 'API answers', remedy: '' },
    ]);
  });

  it('has a remedy for each finding: a closed port, a name that does not resolve, told once', async () => {
    const address = await closedPort();
    const { code, findings, text } = await doctor({
      DATABASE_URL: 'postgresql://me:S3same@no-such-host.invalid/app',
      REDIS_URL: `redis://:S3same@${address}`,
    });
    expect(code).toBe(99);
    const parts = findings.filter(({ area }) => area !== 'generator');
    expect(parts.map(({ area, level }) => `${area} ${level}`)).toEqual(['postgres problem', 'redis problem']);
    expect(parts[0]?.what).toMatch(/^no-such-host\.invalid does not resolve/);
    expect(parts[1]).toMatchObject({
      what: `${address} (ECONNREFUSED): no connection`,
      remedy: expect.stringContaining('nothing listens'),
    });
    for (const { level, remedy } of findings) if (level !== 'ok') expect(remedy).toMatch(/\w/);
    expect(text).not.toContain('S3same');
  });

  it('names the ACL flags that are missing, and the statement that adds them', async () => {
    const { code, findings } = await doctor({ REDIS_URL: `redis://watcher:S3same@127.0.0.1:${port}` });
    expect(code).toBe(0);
    expect(findings.filter(({ area, level }) => area === 'redis' && level === 'warning')).toEqual([
      expect.objectContaining({
        what: expect.stringContaining('not to be seen'),
        remedy: 'ACL SETUSER <user> +info',
      }),
    ]);
  });

  it('tells of a clock that is off', async () => {
    const rpc = await http((_, response) => {
      response.setHeader('date', new Date(Date.now() + 90_000).toUTCString());
      response.end(
        JSON.stringify({
          result: {
            n_peers: '3',
            sync_info: { latest_block_height: '5', latest_block_time: new Date().toISOString() },
          },
        }),
      );
    });
    const { findings } = await doctor({ R3MES_RPC_URL: rpc });
    expect(findings).toContainEqual({
      area: 'chain',
      level: 'warning',
      what: expect.stringMatching(/^its clock is (89|90|91) s ahead of this one$/),
      remedy: 'timedatectl set-ntp true, there and here',
    });
  });

  it('speaks to people, and without a part that is declared of this machine only', async () => {
    const { code, out } = await harness(['doctor'], { env: { ...UNSET, TMPDIR: redis.folder } });
    expect(code).toBe(0);
    expect(out).toMatch(/✓ generator {4}Node v/);
    expect(out).toContain('No part of R3MES is declared');
    expect(out).toMatch(/\n0 problems, \d+ warnings\n$/);
  });
});
