/** Clocks of two machines may differ by as much; what is younger than that was dated by a wrong clock or time zone. */
const SKEW_SECONDS = 60;

/** How long ago `atMs` (epoch ms) was, in seconds; null with the reason for a time in the future, which proves nothing fresh. */
export function ageSince(atMs: number): { value: number | null; note?: string } {
  const seconds = (Date.now() - atMs) / 1000;
  if (seconds >= -SKEW_SECONDS) return { value: seconds };
  const note = `dated ${Math.round(-seconds)} s into the future: a clock or time zone is off`;
  return { value: null, note };
}
