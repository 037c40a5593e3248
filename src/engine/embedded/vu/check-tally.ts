import type { SampleSeries, Tags } from '../../../metrics/sample.ts';
import type { SampleFold } from '../../../metrics/sample-fold.ts';
import type { VuOptions } from '../realm/contract.ts';

/** One check of the summary: its identity is group and name, whatever its tags say. */
export interface CheckCount {
  group: string;
  name: string;
  passes: number;
  fails: number;
}

interface KnownCheck {
  readonly group: string;
  readonly count: CheckCount | null;
  readonly series: SampleSeries | null;
}

type Checked = { group: string; name: string; passed: boolean; base: Tags; own: Tags | null; timeMs: number };

/** Counts checks by group and name, and emits their samples; one per thread. */
export class CheckTally {
  readonly #fold: SampleFold;
  readonly #options: Pick<VuOptions, 'systemTags'>;
  readonly #known = new WeakMap<Tags, Map<string, KnownCheck>>();
  readonly #counts = new Map<string, Map<string, CheckCount>>();

  constructor(fold: SampleFold, options: Pick<VuOptions, 'systemTags'>) {
    this.#fold = fold;
    this.#options = options;
  }

  add(check: Checked): void {
    const { count, series } = check.own === null ? this.#knownOf(check) : this.#lookUp(check);
    if (count !== null) {
      if (check.passed) count.passes++;
      else count.fails++;
    }
    if (series !== null) this.#fold.add(series, check.passed ? 1 : 0, check.timeMs);
  }

  #knownOf(check: Checked): KnownCheck {
    let byName = this.#known.get(check.base);
    if (byName === undefined) {
      byName = new Map();
      this.#known.set(check.base, byName);
    }
    let known = byName.get(check.name);
    if (known === undefined || known.group !== check.group) {
      known = this.#lookUp(check);
      byName.set(check.name, known);
    }
    return known;
  }

  #lookUp(check: Checked): KnownCheck {
    const { group, name, base, own } = check;
    const counted = this.#options.systemTags.has('check');
    const tags = { ...base, ...own, ...(counted ? { check: name } : {}) };
    return {
      group,
      count: counted ? this.#countOf(this.#groupOf(check), name) : null,
      series: this.#fold.seriesOf('checks', this.#fold.tagSet(tags)),
    };
  }

  // The summary knows a check by its sample's tags: one with another `group` belongs to the root, unless that is open.
  #groupOf({ group, own }: { group: string; own: Tags | null }): string {
    if (!this.#options.systemTags.has('group')) return '';
    const named = own?.['group'];
    if (named === undefined) return group;
    return this.#counts.has(named) ? named : '';
  }

  /** A group was opened: it belongs to the summary even when no check ran in it. */
  open(group: string): void {
    if (!this.#counts.has(group)) this.#counts.set(group, new Map());
  }

  counts(): { groups: string[]; checks: CheckCount[] } {
    return {
      groups: [...this.#counts.keys()],
      checks: [...this.#counts.values()].flatMap((group) => [...group.values()]),
    };
  }

  #countOf(group: string, name: string): CheckCount {
    this.open(group);
    const inGroup = this.#counts.get(group) as Map<string, CheckCount>;
    let count = inGroup.get(name);
    if (count === undefined) {
      count = { group, name, passes: 0, fails: 0 };
      inGroup.set(name, count);
    }
    return count;
  }
}
