import type { Tags } from '../metrics/sample.ts';

/** What reports and thresholds need of a sample's tags. `url`, `vu`, `iter`, `proto`... would make a series each. */
const KEPT = new Set([
  'name',
  'method',
  'status',
  'group',
  'check',
  'scenario',
  'error',
  'error_code',
  'expected_response',
]);
/** Names of routes; what comes after them is one route. */
const MOST_NAMES = 2000;
/** Distinct texts of tags that are remembered; then all are forgotten and read anew. */
const MOST_TEXTS = 20_000;

/** Interns the tags of samples by their text, so that memory does not grow with the number of samples or URLs. */
export class KeptTags {
  readonly #keep: Set<string>;
  readonly #names = new Set<string>();
  #byText = new Map<string, Tags>();
  #sets = new Map<string, Tags>();
  /** Samples whose name was folded into `(other)`. */
  folded = 0;

  /** `more`: tags that thresholds select by. */
  constructor(more: Iterable<string> = []) {
    this.#keep = new Set([...KEPT, ...more]);
  }

  /** From now on these tags are kept too. */
  keep(names: Iterable<string>): void {
    for (const name of names) {
      if (this.#keep.has(name)) continue;
      this.#keep.add(name);
      this.#byText.clear();
    }
  }

  /** True where a tag makes series of its own. */
  keeps(name: string): boolean {
    return this.#keep.has(name);
  }

  /** The tags that a text is known to stand for. */
  known(text: string): Tags | undefined {
    return this.#byText.get(text);
  }

  /** Remembers what a text stands for. */
  learn(text: string, all: Record<string, string>): Tags {
    const tags = this.#interned(all);
    if (this.#byText.size >= MOST_TEXTS) this.#byText.clear();
    this.#byText.set(copied(text), tags);
    return tags;
  }

  #interned(all: Record<string, string>): Tags {
    const kept: [string, string][] = [];
    for (const [name, value] of Object.entries(all))
      if (this.#keep.has(name)) kept.push([name, String(value)]);
    kept.sort(([a], [b]) => (a < b ? -1 : 1));
    const named = kept.map(([name, value]): [string, string] =>
      name === 'name' ? [name, this.#nameOf(value)] : [name, value],
    );
    const key = named.map(([name, value]) => `${name}\u0000${value}`).join('\u0001');
    let tags = this.#sets.get(key);
    if (tags === undefined) {
      tags = Object.freeze(Object.fromEntries(named));
      this.#sets.set(key, tags);
    }
    return tags;
  }

  #nameOf(name: string): string {
    if (this.#names.has(name)) return name;
    if (this.#names.size >= MOST_NAMES) {
      this.folded++;
      return '(other)';
    }
    this.#names.add(name);
    return name;
  }
}

// Cut out of a large text, a string keeps all of it in memory.
const copied = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
