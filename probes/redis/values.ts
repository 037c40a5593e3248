import type { ProbeValue } from '../probe.ts';
import { infoNumber, type RedisInfo } from './info.ts';

/** The counters behind a hit rate, and when they were read. */
export interface Lookups {
  hits: number;
  misses: number;
  atMs: number;
}

/** Values of INFO. With `before`, the hit rate is that of the time since then; else since the server's start. */
export function infoValues(
  info: RedisInfo,
  now: Lookups | undefined,
  before: Lookups | undefined,
): ProbeValue[] {
  const number = (name: string) => infoNumber(info, name);
  const used = number('used_memory');
  const connected = number('connected_clients');
  return [
    hitRate(now, before),
    counted('memory.usedBytes', used),
    ...memoryValues(used, number('maxmemory')),
    counted('evictedKeys', number('evicted_keys')),
    counted('clients.connected', connected === null ? null : Math.max(0, connected - 1)),
    counted('rejectedConnections', number('rejected_connections')),
    counted('keys.total', info.keys, info.notes[0]),
    counted('fragmentation.ratio', number('mem_fragmentation_ratio')),
  ];
}

/** Every value of INFO as missing, for the same reason. */
export function hiddenValues(note: string): ProbeValue[] {
  return Object.keys(HEADS).map((id) => ({ ...headOf(id), value: null, note }));
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

function headOf(id: string): Pick<ProbeValue, 'id' | 'title' | 'unit'> {
  const [title, unit] = HEADS[id] as [string, ProbeValue['unit']];
  return { id, title, unit };
}

const HEADS: Readonly<Record<string, [title: string, unit: ProbeValue['unit']]>> = {
  'hitRate.percent': ['Hit rate', '%'],
  'memory.usedBytes': ['Memory in use', 'bytes'],
  'memory.maxBytes': ['maxmemory', 'bytes'],
  'memory.usedPercent': ['Memory against maxmemory', '%'],
  evictedKeys: ['Keys evicted since start', 'count'],
  'clients.connected': ['Clients', 'count'],
  rejectedConnections: ['Connections rejected since start', 'count'],
  'keys.total': ['Keys', 'count'],
  'fragmentation.ratio': ['Memory fragmentation', 'ratio'],
};
