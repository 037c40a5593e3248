/** Numbers in [0, 1), the same ones for the same seed. */
export type Random = () => number;

/** A generator of its own for each place (a VU, a tab), so that draws do not depend on who draws first (mulberry32). */
export function seededRandom(seed: number, place: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A pause in seconds, by the exponential distribution around a mean, at least `least`: how long people stay. */
export function pauseSeconds(random: Random, mean: number, least: number): number {
  return Math.max(least, -mean * Math.log(1 - random()));
}
