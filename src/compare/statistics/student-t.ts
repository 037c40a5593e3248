/** Probability that a value of Student's t with `df` degrees of freedom is at most `t`. */
export function tCdf(t: number, df: number): number {
  const tail = 0.5 * regularisedBeta(df / (df + t * t), df / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The value that Student's t with `df` degrees of freedom stays under with `probability` (0..1, by bisection). */
export function tQuantile(probability: number, df: number): number {
  let [low, high] = [-1000, 1000];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (tCdf(middle, df) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// Continued fraction by Lentz's method; it converges fast on the left of the mean, so the right is mirrored.
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let fraction = 1;
  let c = 1;
  let d = 0;
  for (let step = 1; step <= 300; step++) {
    const m = Math.floor(step / 2);
    const numerator =
      step % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + numerator * d || tiny);
    c = 1 + numerator / c || tiny;
    fraction *= c * d;
    if (Math.abs(1 - c * d) < 1e-12) break;
  }
  return front / fraction;
}

// Stirling's series, after lifting the argument to where it is exact to 1e-12.
function logGamma(z: number): number {
  let lift = 0;
  let x = z;
  while (x < 10) {
    lift += Math.log(x);
    x += 1;
  }
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - lift;
}
