import { ProbeError, type ProbeValue } from '../probe.ts';
import type { RedisConnection } from './connect.ts';

/** The primary that a sentinel names, and what it says of it. */
export interface Watched {
  name: string;
  /** `host:port`, as the sentinel says it. */
  address: string;
  values: ProbeValue[];
}

/** Asks a sentinel for the primary with this name, or for its only one. Throws ProbeError where it knows none. */
export async function watchedBy({ client }: RedisConnection, name: string | undefined): Promise<Watched> {
  const answer: unknown = await client.call('SENTINEL', 'MASTERS');
  const masters = (Array.isArray(answer) ? answer : []).map(pairsOf);
  const found = name === undefined ? masters[0] : masters.find((master) => master['name'] === name);
  if (found?.['ip'] === undefined || found['port'] === undefined) {
    throw new ProbeError({
      stage: 'assert',
      code: 'NO_PRIMARY',
      message:
        name === undefined ? 'the sentinel knows no primary' : `the sentinel knows no primary "${name}"`,
      hint: `name one that it watches: redis://sentinel:26379?master=NAME (${masters.map((each) => each['name']).join(', ') || 'it watches none'})`,
    });
  }
  const flags = (found['flags'] ?? '').split(',');
  const down = flags.filter((flag) => /^[so]_down$/.test(flag));
  const count = (field: string) => Number(found[field] ?? Number.NaN);
  return {
    name: found['name'] ?? '',
    address: `${found['ip'].includes(':') ? `[${found['ip']}]` : found['ip']}:${found['port']}`,
    values: [
      {
        id: 'sentinel.primaryUp',
        title: 'Primary is up, by its sentinel',
        unit: 'count',
        value: down.length === 0 ? 1 : 0,
      },
      {
        id: 'sentinel.replicas',
        title: 'Replicas, by its sentinel',
        unit: 'count',
        value: count('num-slaves'),
      },
      {
        id: 'sentinel.others',
        title: 'Further sentinels',
        unit: 'count',
        value: count('num-other-sentinels'),
      },
      { id: 'sentinel.quorum', title: 'Sentinels that must agree', unit: 'count', value: count('quorum') },
    ],
  };
}

/** Two protocols: a flat list of names and values, or a map. */
function pairsOf(answer: unknown): Record<string, string> {
  if (!Array.isArray(answer)) return { ...(answer as Record<string, string>) };
  const pairs: Record<string, string> = {};
  for (let i = 0; i + 1 < answer.length; i += 2) pairs[String(answer[i])] = String(answer[i + 1]);
  return pairs;
}
