/** A check as the summary counts it. */
export interface CountedCheck {
  group: string;
  name: string;
  passes: number;
  fails: number;
}

/** Counts checks by group and name from their samples. */
export class CheckCounts {
  readonly #checks = new Map<string, CountedCheck>();

  /** Adds a sample of the metric `checks`. */
  add({ group = '', check: name = '' }: Readonly<Record<string, string>>, value: number): void {
    const key = `${group}\u0000${name}`;
    let check = this.#checks.get(key);
    if (check === undefined) {
      check = { group, name, passes: 0, fails: 0 };
      this.#checks.set(key, check);
    }
    if (value !== 0) check.passes++;
    else check.fails++;
  }

  all(): CountedCheck[] {
    return [...this.#checks.values()];
  }
}
