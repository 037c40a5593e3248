import type { TagSet, Tags } from '../../../metrics/sample.ts';
import type { SampleFold } from '../../../metrics/sample-fold.ts';
import type { VuOptions } from '../realm/contract.ts';

/** One check of the summary: its identity is group and name, whatever its tags say. */
export interface CheckCount {
  group: string;
  name: string;
  passes: number;
  fails: number;
}

/** Counts checks by group and name, and emits their samples; one per thread. */
export class CheckTally {
  readonly #fold: SampleFold;
  readonly #options: Pick<VuOptions, 'systemTags'>;
  readonly #tagSets = new WeakMap<Tags, Map<string, TagSet>>();
  readonly #counts = new Map<string, Map<string, CheckCount>>();

  constructor(fold: SampleFold, options: Pick<VuOptions, 'systemTags'>) {
    this.#fold = fold;
    this.#options = options;
  }

  add(check: {
    group: string;
    name: string;
    passed: boolean;
    base: Tags;
    own: Tags | null;
    timeMs: number;
  }): void {
    if (this.#options.systemTags.has('check')) {
      const count = this.#countOf(this.#groupOf(check), check.name);
      if (check.passed) count.passes++;
      else count.fails++;
    }
    this.#fold.emit('checks', this.#tagSetOf(check), check.passed ? 1 : 0, check.timeMs);
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

  #tagSetOf({ base, name, own }: { base: Tags; name: string; own: Tags | null }): TagSet {
    const make = (): TagSet =>
      this.#fold.tagSet({
        ...base,
        ...own,
        ...(this.#options.systemTags.has('check') ? { check: name } : {}),
      });
    if (own !== null) return make();
    let byName = this.#tagSets.get(base);
    if (byName === undefined) {
      byName = new Map();
      this.#tagSets.set(base, byName);
    }
    let set = byName.get(name);
    if (set === undefined) {
      set = make();
      byName.set(name, set);
    }
    return set;
  }
}
