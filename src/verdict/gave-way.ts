import { findSlo } from '../../thresholds.ts';
import type { BreakpointRecord, IntervalRecord, VerdictLine } from '../store/record/v1.ts';

type GaveWay = NonNullable<BreakpointRecord['gaveWay']>;

/** A part, what is read of it in a second, and from where on it is at its limit. */
interface Suspect {
  part: GaveWay['part'];
  limit: number;
  unit: string;
  read(interval: IntervalRecord): number | null | undefined;
}

const critical = (id: string, otherwise: number): number => findSlo(id)?.critical ?? otherwise;
const warning = (id: string, otherwise: number): number => findSlo(id)?.warn ?? otherwise;

/** In the order in which they are believed when several give way in the same second: a cause before its effects. */
const SUSPECTS: readonly Suspect[] = [
  {
    part: 'generator',
    limit: 90,
    unit: ' % of its event loop',
    read: ({ generator }) => (generator.elu === null ? null : generator.elu * 100),
  },
  {
    part: 'database pool',
    limit: warning('db_connections', 80),
    unit: ' % of its connections',
    read: ({ probes }) => probes['postgres']?.['connections.usedPercent'],
  },
  {
    part: 'CPU',
    limit: critical('cpu', 85),
    unit: ' % of the CPU',
    read: ({ probes }) => probes['system']?.['cpu.usedPercent'],
  },
  {
    part: 'chain',
    limit: warning('chain_block_age', 15),
    unit: ' s without a block',
    read: ({ probes }) => probes['chain']?.['block.ageSeconds'],
  },
];

/** Which part reached its limit first in the seconds of a rate that broke. A generator that fails its self-check comes first: what it measured is void. */
export function gaveWay(
  intervals: readonly IntervalRecord[],
  selfCheck: readonly VerdictLine[] = [],
): GaveWay {
  const voided = selfCheck.find(({ level }) => level === 'CRIT');
  if (voided !== undefined) return { part: 'generator', text: voided.reason };
  for (const interval of intervals) {
    const down = Object.keys(interval.probesDown)[0];
    if (down === 'chain' || down === 'postgres') {
      const part = down === 'chain' ? 'chain' : 'database pool';
      return { part, text: `its probe was not answered: ${interval.probesDown[down]}` };
    }
    for (const { part, limit, unit, read } of SUSPECTS) {
      const value = read(interval);
      if (value == null || value < limit) continue;
      return { part, text: `${Number(value.toFixed(1))}${unit}, limit ${limit}` };
    }
  }
  return { part: 'API', text: 'no other part that was watched was near its limit' };
}
