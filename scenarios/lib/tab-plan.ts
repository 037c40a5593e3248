import type { Shape } from '../profiles.ts';
import { pageOfVisit } from './pages.ts';
import { POLLS, type Poll } from './polls.ts';
import { pauseSeconds, seededRandom } from './random.ts';

/** A tab's stay on one page, in seconds from the start of the load. */
export interface Stay {
  readonly page: string;
  readonly from: number;
  readonly until: number;
}

/** How tabs are opened and used. */
export interface TabLoad {
  /** At level 1 of the shape. */
  readonly tabs: number;
  readonly shape: Shape;
  readonly seed: number;
  /** Whether the wallet's page asks the route that stalls the API. */
  readonly quarantine: boolean;
}

/** Tabs of a crowd are not opened at one moment: each has a phase of its own within this time. */
const PHASE_SECONDS = 30;
/** How long people stay on a page: the mean, and the least. */
const STAY = { mean: 90, least: 5 };

/** The most tabs that are open at once. */
export function tabCount({ tabs, shape }: TabLoad): number {
  if (shape.kind !== 'ramp') return tabs;
  return Math.ceil(tabs * Math.max(shape.startLevel, ...shape.stages.map(({ level }) => level)));
}

/** What a tab does, known beforehand: it opens at its phase, stays on a page for a drawn time, goes on to another. */
export function tabPlan(tab: number, load: TabLoad): Stay[] {
  const random = seededRandom(load.seed, tab);
  const { from, until } = openSpan(tab, load);
  const length = until - from;
  const stays: Stay[] = [];
  let at = from + (length / PHASE_SECONDS < 3 ? length / 3 : PHASE_SECONDS) * random();
  for (let visit = 0; at < until; visit++) {
    const page = pageOfVisit(tab + visit * tabCount(load));
    const end = Math.min(until, at + pauseSeconds(random, STAY.mean, STAY.least));
    stays.push({ page, from: at, until: end });
    at = end;
  }
  return stays;
}

/** The polls of a page as a tab makes them. */
export function pollsOf(page: string, { quarantine }: Pick<TabLoad, 'quarantine'>): readonly Poll[] {
  const polls = POLLS[page] ?? [];
  return quarantine ? polls : polls.filter(({ route }) => route !== 'userTransactions');
}

/** When a poll is due during a stay: at once, then by its timer, whatever the answers take. In seconds of the load. */
export function dueTimes({ from, until }: Stay, { everySeconds }: Poll): number[] {
  if (everySeconds === null) return [from];
  return Array.from(
    { length: Math.ceil((until - from) / everySeconds) },
    (_, turn) => from + turn * everySeconds,
  );
}

// The nth tab is open from the moment at which n tabs are wanted until fewer are; shapes rise and fall once.
function openSpan(tab: number, { shape, tabs }: TabLoad): { from: number; until: number } {
  if (shape.kind !== 'ramp') return { from: 0, until: shape.seconds };
  const wanted = (tab + 1) / tabs;
  let level = shape.startLevel;
  let at = 0;
  let from = level >= wanted ? 0 : -1;
  let until = from;
  for (const stage of shape.stages) {
    const crossing = at + (stage.seconds * (wanted - level)) / (stage.level - level || 1);
    if (from < 0 && stage.level >= wanted) from = crossing;
    if (from >= 0 && (level >= wanted || stage.level >= wanted))
      until = stage.level >= wanted ? at + stage.seconds : crossing;
    level = stage.level;
    at += stage.seconds;
  }
  return from < 0 ? { from: 0, until: 0 } : { from, until };
}
