/** How long a window is and how long a level must last in it, in ms. */
export interface Span {
  overMs: number;
  forMs: number;
}

/** A span at a profile's scale: windows shrink with the stages, to no less than a second. */
export function scaledSpan({ overMs, forMs }: Span, scale: number): Span {
  const scaled = (ms: number) => (ms === 0 ? 0 : Math.max(1000, Math.round(ms * scale)));
  return { overMs: scaled(overMs), forMs: scaled(forMs) };
}

/** `over the last 60s, for 30s`. */
export function spanText({ overMs, forMs }: Span): string {
  const seconds = (ms: number) => `${Number((ms / 1000).toFixed(1))}s`;
  return forMs > 0
    ? `over the last ${seconds(overMs)}, for ${seconds(forMs)}`
    : `over the last ${seconds(overMs)}`;
}
