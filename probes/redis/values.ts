import type { ProbeValue } from '../probe.ts';
import { infoNumber, type RedisInfo } from './info.ts';

/** The counters behind a hit rate, and when they were read. */
export interface Lookups {
  hits: number;
  misses: number;
  atMs: number;
}

/** Values of INFO, `own` connections of the probe not counted. With `before`, the hit rate is that of the time since then; else since the server's start. */
export function infoValues(
  info: RedisInfo,
  { now, before, own = 1 }: { now: Lookups | undefined; before: Lookups | undefined; own?: number },
): ProbeValue[] {
  const number = (name: string) => infoNumber(info, name);
  const used = number('used_memory');
  const connected = number('connected_clients');
  return [
    hitRate(now, before),
    counted('memory.usedBytes', used),
    ...memoryValues(used, number('maxmemory')),
    counted('memory.rssBytes', number('used_memory_rss')),
    counted('evictedKeys', number('evicted_keys')),
    counted('clients.connected', connected === null ? null : Math.max(0, connected - own)),
    clientShare(connected, number('maxclients')),
    counted('clients.blocked', number('blocked_clients')),
    counted('rejectedConnections', number('rejected_connections')),
    counted('operationsPerSecond', number('instantaneous_ops_per_sec')),
    counted('keys.total', info.keys, info.notes[0]),
    counted('fragmentation.ratio', number('mem_fragmentation_ratio')),
    persistence(info),
    ...replication(info),
  ];
}

/** `maxclients` is in INFO of some products only; a share of nothing is not infinite. */
function clientShare(connected: number | null, most: number | null): ProbeValue {
  const head = headOf('clients.usedPercent');
  if (connected === null || most === null || most <= 0)
    return { ...head, value: null, note: 'n/a: INFO has no maxclients here' };
  return { ...head, value: (connected / most) * 100 };
}

const PERSISTENCE = ['rdb_last_bgsave_status', 'aof_last_bgrewrite_status', 'aof_last_write_status'];

/** Which of the last writes to disk failed. */
function persistence({ fields }: RedisInfo): ProbeValue {
  const head = headOf('persistence.errors');
  const said = PERSISTENCE.filter((name) => fields[name] !== undefined);
  if (said.length === 0) return { ...head, value: null, note: NOT_IN_INFO };
  const failed = said.filter((name) => fields[name] !== 'ok');
  const note =
    failed.length === 0 ? {} : { note: `${failed.join(', ')}: look at the disk and the log of Redis` };
  return { ...head, value: failed.length, ...note };
}

function replication(info: RedisInfo): ProbeValue[] {
  const { role, fields } = info;
  if (role !== 'slave' && role !== 'replica')
    return [counted('replication.replicas', infoNumber(info, 'connected_slaves'))];
  const link = fields['master_link_status'];
  if (link === undefined) return [{ ...headOf('replication.linkUp'), value: null, note: NOT_IN_INFO }];
  if (link === 'up') {
    const lag = counted('replication.lagSeconds', infoNumber(info, 'master_last_io_seconds_ago'));
    return [{ ...headOf('replication.linkUp'), value: 1 }, lag];
  }
  const down = infoNumber(info, 'master_link_down_since_seconds');
  const since = down === null || down < 0 ? '' : ` for ${down} s`;
  return [{ ...headOf('replication.linkUp'), value: 0, note: `the link to the primary is ${link}${since}` }];
}

/** Every value of INFO as missing, for the same reason. */
export function hiddenValues(note: string): ProbeValue[] {
  const ids = Object.keys(HEADS).filter((id) => !/^(replication\.l|slowlog)/.test(id));
  return ids.map((id) => ({ ...headOf(id), value: null, note }));
}

/** The counters in INFO, or undefined where it has none. */
export function lookupsOf(info: RedisInfo, atMs: number): Lookups | undefined {
  const hits = infoNumber(info, 'keyspace_hits');
  const misses = infoNumber(info, 'keyspace_misses');
  return hits === null || misses === null ? undefined : { hits, misses, atMs };
}

function hitRate(now: Lookups | undefined, before: Lookups | undefined): ProbeValue {
  const head = headOf('hitRate.percent');
  if (!now) return { ...head, value: null, note: NOT_IN_INFO };
  const window = before && now.hits >= before.hits && now.misses >= before.misses ? before : undefined;
  const hits = now.hits - (window?.hits ?? 0);
  const lookups = hits + now.misses - (window?.misses ?? 0);
  const span = window
    ? `in the last ${((now.atMs - window.atMs) / 1000).toFixed(1)} s`
    : 'since the server started';
  if (lookups === 0) return { ...head, value: null, note: `no lookups ${span}` };
  return { ...head, value: (hits / lookups) * 100, note: span };
}

function memoryValues(used: number | null, max: number | null): ProbeValue[] {
  const maxHead = headOf('memory.maxBytes');
  const shareHead = headOf('memory.usedPercent');
  if (max === null || max <= 0) {
    const note = max === null ? NOT_IN_INFO : 'no maxmemory set: CONFIG SET maxmemory, and in redis.conf';
    return [maxHead, shareHead].map((head) => ({ ...head, value: null, note }));
  }
  const share = used === null ? { value: null, note: NOT_IN_INFO } : { value: (used / max) * 100 };
  return [
    { ...maxHead, value: max },
    { ...shareHead, ...share },
  ];
}

function counted(id: string, value: number | null, note?: string): ProbeValue {
  if (value === null) return { ...headOf(id), value, note: note ?? NOT_IN_INFO };
  return note ? { ...headOf(id), value, note } : { ...headOf(id), value };
}

const NOT_IN_INFO = 'this server does not say it in INFO';

/** Id, title and unit of a value. */
export function headOf(id: string): Pick<ProbeValue, 'id' | 'title' | 'unit'> {
  const [title, unit] = HEADS[id] as [string, ProbeValue['unit']];
  return { id, title, unit };
}

const HEADS: Readonly<Record<string, [title: string, unit: ProbeValue['unit']]>> = {
  'hitRate.percent': ['Hit rate', '%'],
  'memory.usedBytes': ['Memory in use', 'bytes'],
  'memory.maxBytes': ['maxmemory', 'bytes'],
  'memory.usedPercent': ['Memory against maxmemory', '%'],
  'memory.rssBytes': ['Memory taken from the system', 'bytes'],
  evictedKeys: ['Keys evicted since start', 'count'],
  'clients.connected': ['Clients', 'count'],
  'clients.usedPercent': ['Clients against maxclients', '%'],
  'clients.blocked': ['Clients blocked', 'count'],
  rejectedConnections: ['Connections rejected since start', 'count'],
  operationsPerSecond: ['Operations a second', 'count'],
  'keys.total': ['Keys', 'count'],
  'fragmentation.ratio': ['Memory fragmentation', 'ratio'],
  'persistence.errors': ['Failed writes to disk', 'count'],
  'replication.replicas': ['Replicas connected', 'count'],
  'replication.linkUp': ['Link to the primary is up', 'count'],
  'replication.lagSeconds': ['Last word from the primary', 's'],
  'slowlog.entries': ['Slow log entries', 'count'],
};
