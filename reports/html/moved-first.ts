import type { Run } from '../report.ts';
import { limitsOf, panelPlans } from './panels.ts';
import { type Row, rowsOf } from './timeline.ts';

/** The first moment at which an SLO's curve was past its first level, for two points in a row. */
export interface Breach {
  title: string;
  atMs: number;
  limit: number;
  unit: string;
}

/** A curve that left what it had been before the breach. */
export interface Mover {
  title: string;
  /** When it left, and how long before the breach that was. */
  atMs: number;
  leadMs: number;
  /** Its middle before, and its value as it left. */
  before: number;
  after: number;
  unit: string;
}

/** What changed before the first SLO was broken; an observation, not a cause. */
export interface MovedFirst {
  breach: Breach;
  movers: Mover[];
}

/** Fewer seconds before a breach say nothing of what is usual. */
const FEWEST_BEFORE = 5;
const MOST = 10;

/** Ranks the curves whose change leads the first breach, the earliest first; null: nothing was broken, or too soon. */
export function movedFirst(run: Run): MovedFirst | null {
  const rows = rowsOf(run);
  const plans = panelPlans(run.record);
  const breaches = plans.flatMap((plan) => {
    const [limit] = limitsOf(run.record, plan.slo);
    if (limit === undefined) return [];
    const about = plan.curves.find(({ label }) => label === plan.sloCurve) ?? plan.curves[0];
    const at = about === undefined ? -1 : firstPast(about.read(rows), limit.value);
    const row = rows[at];
    if (row === undefined) return [];
    return [{ panel: plan.id, at, title: plan.title, atMs: row.atMs, limit: limit.value, unit: plan.unit }];
  });
  const first = breaches.sort((a, b) => a.atMs - b.atMs)[0];
  if (first === undefined || first.at < FEWEST_BEFORE) return null;
  const { panel, at, ...breach } = first;
  const movers = plans
    .filter(({ id }) => id !== panel)
    .flatMap((plan) =>
      plan.curves.flatMap((curve) => {
        const moved = moverOf(curve.read(rows), rows, at);
        return moved === null
          ? []
          : [
              {
                ...moved,
                title: `${plan.title}: ${curve.label}`,
                unit: plan.unit === 'count' ? '' : plan.unit,
              },
            ];
      }),
    )
    .sort((a, b) => b.leadMs - a.leadMs)
    .slice(0, MOST);
  return { breach, movers };
}

function firstPast(values: readonly (number | null)[], limit: number): number {
  return values.findIndex((value, index) => {
    const next = values[index + 1];
    return value !== null && value >= limit && next != null && next >= limit;
  });
}

type Moved = Pick<Mover, 'atMs' | 'leadMs' | 'before' | 'after'>;

// Usual is the first half of the time before the breach; a change counts when it stays for three of four seconds.
function moverOf(values: readonly (number | null)[], rows: readonly Row[], breach: number): Moved | null {
  const usual = values
    .slice(0, Math.max(FEWEST_BEFORE, Math.floor(breach / 2)))
    .filter((value) => value !== null);
  if (usual.length < FEWEST_BEFORE) return null;
  const middle = median(usual);
  const spread = median(usual.map((value) => Math.abs(value - middle))) * 1.4826;
  const reach = Math.max(5 * spread, 0.25 * Math.abs(middle), 1e-9);
  const [lowest, highest] = [Math.min(...usual), Math.max(...usual)];
  const moved = (value: number | null | undefined) =>
    value != null && (value < lowest || value > highest) && Math.abs(value - middle) > reach;
  for (let index = FEWEST_BEFORE; index < breach; index++) {
    const value = values[index];
    const row = rows[index];
    const breachRow = rows[breach];
    if (!moved(value) || row === undefined || breachRow === undefined) continue;
    if (values.slice(index, index + 4).filter(moved).length < 3) continue;
    return { atMs: row.atMs, leadMs: breachRow.atMs - row.atMs, before: middle, after: value as number };
  }
  return null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
