/** What INFO says, in one form for Redis, Valkey, KeyDB, Dragonfly and managed variants. */
export interface RedisInfo {
  fields: Readonly<Record<string, string>>;
  product: string;
  version: string;
  /** `standalone`, `cluster`, `sentinel`, or `unknown`. */
  mode: string;
  role: string;
  /** Keys of all databases; null when INFO has no keyspace section. */
  keys: number | null;
  /** One line for each thing that could not be understood. */
  notes: string[];
}

/** Parses the text of INFO; unknown lines are kept as fields, broken ones are noted, nothing throws. */
export function parseInfo(text: unknown): RedisInfo {
  if (typeof text !== 'string') return describe({}, null, ['INFO answered something that is not text']);
  const fields: Record<string, string> = {};
  const notes: string[] = [];
  let keys: number | null = null;
  let keyspace = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) keyspace = /^#\s*keyspace/i.test(line);
    const colon = line.indexOf(':');
    if (line.startsWith('#') && keyspace) keys ??= 0;
    if (line.startsWith('#') || colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (!/^db\d+$/.test(name)) {
      fields[name] = value;
      continue;
    }
    const count = keyCount(value);
    if (count === null) notes.push(`keyspace line of ${name} is broken`);
    else keys = (keys ?? 0) + count;
  }
  return describe(fields, keys, notes);
}

/** A field as a number, or null where it is missing, empty or no number. */
export function infoNumber(info: RedisInfo, name: string): number | null {
  const text = info.fields[name];
  if (text === undefined || text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** `keys=3,expires=1,avg_ttl=5,subexpiry=0`: pairs that are not known say nothing against the line. */
function keyCount(value: string): number | null {
  const pairs = value.split(',').map((pair) => pair.split('='));
  const keys = pairs.find(([name]) => name === 'keys');
  if (keys?.length !== 2 || !/^\d+$/.test(keys[1] ?? '')) return null;
  return Number(keys[1]);
}

function describe(fields: Record<string, string>, keys: number | null, notes: string[]): RedisInfo {
  return {
    fields,
    ...productOf(fields),
    // Valkey 8 has server_mode, all others redis_mode.
    mode: fields['redis_mode'] ?? fields['server_mode'] ?? 'unknown',
    role: fields['role'] ?? 'unknown',
    keys,
    notes,
  };
}

const OTHERS = [
  ['upstash_version', 'Upstash'],
  ['garnet_version', 'Garnet'],
  ['kvrocks_version', 'Kvrocks'],
] as const;

/** What counts over all nodes of a cluster; what is said of one node only is not said of the whole. */
const SUMMED = [
  ...['used_memory', 'used_memory_rss', 'maxmemory', 'keyspace_hits', 'keyspace_misses', 'evicted_keys'],
  ...[
    'connected_clients',
    'maxclients',
    'blocked_clients',
    'rejected_connections',
    'instantaneous_ops_per_sec',
  ],
];

/** INFO of several nodes as that of one server. */
export function sumInfos(infos: readonly [RedisInfo, ...RedisInfo[]]): RedisInfo {
  const [first] = infos;
  const fields: Record<string, string> = {};
  for (const [name, text] of Object.entries(first.fields)) {
    if (/^(mem_fragmentation_ratio|connected_slaves|master_)/.test(name)) continue;
    fields[name] = text;
  }
  for (const name of SUMMED) {
    const values = infos.map((info) => infoNumber(info, name));
    if (values.every((value) => value !== null)) {
      fields[name] = String(values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
    } else delete fields[name];
  }
  for (const name of ['rdb_last_bgsave_status', 'aof_last_bgrewrite_status', 'aof_last_write_status']) {
    const failed = infos.find((info) => info.fields[name] !== undefined && info.fields[name] !== 'ok');
    if (failed !== undefined) fields[name] = failed.fields[name] as string;
  }
  const keys = infos.reduce<number | null>(
    (sum, info) => (sum === null || info.keys === null ? null : sum + info.keys),
    0,
  );
  return { ...first, fields, keys, notes: infos.flatMap(({ notes }) => notes) };
}

/** Every fork says some redis_version for compatibility; its own marks come first. */
function productOf(fields: Record<string, string>): { product: string; version: string } {
  const compatible = fields['redis_version'] ?? 'unknown';
  const dragonfly = fields['dragonfly_version'];
  if (dragonfly) return { product: 'Dragonfly', version: dragonfly.replace(/^df-v?/, '') };
  const valkey = fields['valkey_version'];
  if (valkey || fields['server_name'] === 'valkey')
    return { product: 'Valkey', version: valkey ?? compatible };
  for (const [field, name] of OTHERS) {
    const own = fields[field];
    if (own) return { product: name, version: own };
  }
  const keydb = 'thread_0_clients' in fields || /keydb/i.test(fields['executable'] ?? '');
  const managed = /amazon elasticache/i.test(fields['os'] ?? '') ? ' (Amazon ElastiCache)' : '';
  return { product: keydb ? 'KeyDB' : `Redis${managed}`, version: compatible };
}
