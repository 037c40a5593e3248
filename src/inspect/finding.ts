/** Something that a script would be sorry for, found without running it. */
export interface Finding {
  /** Stable, e.g. `async-check`. */
  rule: string;
  /** `error`: the script does not do what it says. `warning`: it may mean it. */
  level: 'error' | 'warning';
  text: string;
  /** What to do, one line. */
  hint: string;
  /** `file:line`; null where the plan and not a line is at fault. */
  place: string | null;
}
