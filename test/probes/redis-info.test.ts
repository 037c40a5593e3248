import { describe, expect, it } from 'vitest';
import { infoNumber, parseInfo, sumInfos } from '../../probes/redis/info.ts';
import { infoValues, lookupsOf } from '../../probes/redis/values.ts';

/** Beginnings of INFO as each product says it. */
const VARIANTS: readonly [
  name: string,
  text: string,
  seen: { product: string; version: string; mode: string },
][] = [
  [
    'Redis 2.8',
    '# Server\r\nredis_version:2.8.24\r\nredis_git_sha1:00000000\r\nredis_mode:standalone\r\nos:Linux 3.13 x86_64\r\n# Clients\r\nconnected_clients:2\r\nblocked_clients:0\r\n# Memory\r\nused_memory:508896\r\nmem_fragmentation_ratio:3.93\r\n# Persistence\r\nloading:0\r\nrdb_last_bgsave_status:ok\r\naof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\n# Stats\r\nkeyspace_hits:3\r\nkeyspace_misses:1\r\nevicted_keys:0\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n# Keyspace\r\ndb0:keys=2,expires=0\r\n',
    { product: 'Redis', version: '2.8.24', mode: 'standalone' },
  ],
  [
    'Redis 7.4 with subexpiry',
    '# Server\r\nredis_version:7.4.1\r\nredis_mode:cluster\r\n# Clients\r\nconnected_clients:9\r\nmaxclients:10000\r\n# Memory\r\nused_memory:100\r\nmaxmemory:400\r\nmaxmemory_policy:allkeys-lru\r\n# Keyspace\r\ndb0:keys=7,expires=1,avg_ttl=5,subexpiry=2\r\n',
    { product: 'Redis', version: '7.4.1', mode: 'cluster' },
  ],
  [
    'Valkey 8: the version of Redis stands still, the mode has another name',
    '# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.0\r\nvalkey_release_stage:ga\r\nserver_mode:standalone\r\nconnected_clients:1\r\n',
    { product: 'Valkey', version: '8.1.0', mode: 'standalone' },
  ],
  [
    'Valkey 7.2: no version of its own',
    '# Server\r\nredis_version:7.2.5\r\nserver_name:valkey\r\nredis_mode:standalone\r\n',
    { product: 'Valkey', version: '7.2.5', mode: 'standalone' },
  ],
  [
    'KeyDB: known by its threads',
    '# Server\r\nredis_version:6.3.4\r\nredis_mode:standalone\r\nexecutable:/usr/bin/keydb-server\r\n# Clients\r\nconnected_clients:4\r\nthread_0_clients:2\r\nthread_1_clients:2\r\n',
    { product: 'KeyDB', version: '6.3.4', mode: 'standalone' },
  ],
  [
    'Dragonfly: says that it is Redis 7.4.0',
    '# Server\r\nredis_version:7.4.0\r\ndragonfly_version:df-v1.23.0\r\nredis_mode:standalone\r\n# Clients\r\nconnected_clients:3\r\nmax_clients:64000\r\n# Memory\r\nused_memory:1024\r\nmaxmemory:2048\r\n',
    { product: 'Dragonfly', version: '1.23.0', mode: 'standalone' },
  ],
  [
    'Amazon ElastiCache',
    '# Server\r\nredis_version:7.1.0\r\nredis_mode:cluster\r\nos:Amazon ElastiCache\r\narch_bits:64\r\nconnected_clients:5\r\n',
    { product: 'Redis (Amazon ElastiCache)', version: '7.1.0', mode: 'cluster' },
  ],
  [
    'Upstash',
    '# Server\r\nupstash_version:1.17.5\r\nredis_version:6.2.6\r\nredis_mode:standalone\r\n',
    { product: 'Upstash', version: '1.17.5', mode: 'standalone' },
  ],
  [
    'Redis Enterprise and others that say little',
    '# Server\nredis_version:6.0.13\n',
    { product: 'Redis', version: '6.0.13', mode: 'unknown' },
  ],
];

describe('INFO', () => {
  it.each(VARIANTS)('of %s', (_, text, seen) => {
    const info = parseInfo(text);
    expect(info).toMatchObject(seen);
    expect(info.notes).toEqual([]);
    for (const { id, value, note } of infoValues(info, { now: lookupsOf(info, 0), before: undefined })) {
      if (value === null) expect([id, note]).toEqual([id, expect.stringMatching(/\w/)]);
      else expect([id, Number.isFinite(value)]).toEqual([id, true]);
    }
  });

  it.each([
    ['db0:keys=3,expires=1,avg_ttl=12', 3, 0],
    ['db0:keys=3,expires=1,avg_ttl=12,cached_keys=1', 3, 0],
    ['db0:keys=3,expires=1,avg_ttl=12,subexpiry=9,something=new', 3, 0],
    ['db0:keys=3,expires=0\r\ndb7:keys=4,expires=0', 7, 0],
    ['db0:keys=abcd,expires=0', 0, 1],
    ['db0:keys=1=2,expires=0', 0, 1],
    ['db0:', 0, 1],
    ['db0:keys=,expires=0\r\ndb1:keys=5', 5, 1],
    ['dbsomething:keys=5', 0, 0],
    ['', 0, 0],
  ])('keyspace %j: %i keys, %i notes', (lines, keys, notes) => {
    const info = parseInfo(`# Server\r\nredis_version:7.0.0\r\n# Keyspace\r\n${lines}\r\n`);
    expect([info.keys, info.notes.length]).toEqual([keys, notes]);
  });

  it.each([undefined, null, 42, [], ['redis_version:7'], {}, Buffer.from('x')])(
    'that is not text: %j',
    (answer) => {
      const info = parseInfo(answer);
      expect(info.notes).toEqual(['INFO answered something that is not text']);
      expect(
        infoValues(info, { now: undefined, before: undefined }).every(({ value }) => value === null),
      ).toBe(true);
    },
  );

  it.each(['used_memory:lots', 'used_memory:', 'used_memory', 'used_memory:NaN', 'used_memory:Infinity'])(
    'with %j has no such number',
    (line) => {
      expect(infoNumber(parseInfo(`# Memory\r\n${line}\r\nmaxmemory:100\r\n`), 'used_memory')).toBeNull();
    },
  );

  it('has no percent of what there is no limit for', () => {
    const info = parseInfo('connected_clients:5\r\nmaxclients:0\r\nused_memory:5\r\nmaxmemory:0\r\n');
    const values = infoValues(info, { now: undefined, before: undefined });
    for (const id of ['clients.usedPercent', 'memory.usedPercent'])
      expect(values.find((each) => each.id === id)).toMatchObject({ value: null, note: expect.any(String) });
  });

  it('tells what failed to reach the disk, and a broken link to the primary', () => {
    const info = parseInfo(
      'rdb_last_bgsave_status:err\r\naof_last_write_status:ok\r\nrole:slave\r\nmaster_link_status:down\r\nmaster_link_down_since_seconds:12\r\n',
    );
    const values = infoValues(info, { now: undefined, before: undefined });
    expect(values.find(({ id }) => id === 'persistence.errors')).toMatchObject({
      value: 1,
      note: expect.stringContaining('rdb_last_bgsave_status'),
    });
    expect(values.find(({ id }) => id === 'replication.linkUp')).toMatchObject({
      value: 0,
      note: expect.stringContaining('for 12 s'),
    });
  });

  it('counts the hit rate of a window, and from the start again when counters were reset', () => {
    const info = (hits: number, misses: number) =>
      parseInfo(`keyspace_hits:${hits}\r\nkeyspace_misses:${misses}\r\n`);
    const rate = (now: [number, number], before?: [number, number]) =>
      infoValues(info(...now), {
        now: lookupsOf(info(...now), 2000),
        before: before === undefined ? undefined : lookupsOf(info(...before), 1000),
      }).find(({ id }) => id === 'hitRate.percent');
    expect(rate([30, 10])).toMatchObject({ value: 75, note: 'since the server started' });
    expect(rate([30, 10], [20, 0])).toMatchObject({ value: 50, note: 'in the last 1.0 s' });
    expect(rate([3, 1], [20, 9])).toMatchObject({ value: 75, note: 'since the server started' });
    expect(rate([20, 9], [20, 9])).toMatchObject({ value: null, note: 'no lookups in the last 1.0 s' });
  });

  it('of several nodes adds up, and leaves out what is said of one only', () => {
    const node = (used: number, keys: number) =>
      parseInfo(
        `used_memory:${used}\r\nmaxmemory:100\r\nmem_fragmentation_ratio:2\r\n# Keyspace\r\ndb0:keys=${keys}\r\n`,
      );
    const whole = sumInfos([node(10, 1), node(80, 2)]);
    expect(whole).toMatchObject({ keys: 3, fields: { used_memory: '90', maxmemory: '200' } });
    expect(whole.fields['mem_fragmentation_ratio']).toBeUndefined();
  });
});
