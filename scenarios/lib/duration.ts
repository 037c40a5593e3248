const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration of at least 1 s as k6 writes it: `90s`, `1m30s`, `1.5h`; throws an Error with the variable. */
export function durationSeconds(variable: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
  if (parts.map(([part]) => part).join('') !== text || seconds < 1) {
    throw new Error(`${variable} is a duration of at least 1s, such as 30s or 1m30s, not "${text}"`);
  }
  return seconds;
}

/** A duration in k6's words. */
export function k6Duration(seconds: number): string {
  return `${Math.round(seconds * 1000)}ms`;
}
