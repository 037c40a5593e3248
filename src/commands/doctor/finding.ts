/** One thing that `harness doctor` looked at. */
export interface Finding {
  /** What it is about: `generator`, or the name of a probe. */
  area: string;
  level: 'ok' | 'warning' | 'problem';
  /** One sentence, redacted. */
  what: string;
  /** What to do, a command or statement where there is one; '' where all is well. */
  remedy: string;
}

export const ok = (area: string, what: string): Finding => ({ area, level: 'ok', what, remedy: '' });
export const warning = (area: string, what: string, remedy: string): Finding => ({
  area,
  level: 'warning',
  what,
  remedy,
});
export const problem = (area: string, what: string, remedy: string): Finding => ({
  area,
  level: 'problem',
  what,
  remedy,
});
