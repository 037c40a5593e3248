const word = new Uint32Array(2);
const double = new Float64Array(word.buffer);
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const HIGH = littleEndian ? 1 : 0;
const LOW = 1 - HIGH;

/** Sub-buckets per doubling: 512, so that a bucket's middle is within 0.1 % of all values in it. */
const SUB_BUCKET_BITS = 9;
const SHIFT = 20 - SUB_BUCKET_BITS;
const ZERO = 0;

/** Bucket of a value: sign, exponent and the top nine bits of the mantissa. Ascending with the value. */
export function bucketOf(value: number): number {
  if (value === 0 || Number.isNaN(value)) return ZERO;
  double[0] = Math.abs(value);
  const index = ((word[HIGH] as number) >>> SHIFT) + 1;
  return value < 0 ? -index : index;
}

/** Middle of a bucket, within 0.1 % of every value in it. */
export function bucketMiddle(index: number): number {
  if (index === ZERO) return 0;
  word[HIGH] = ((Math.abs(index) - 1) << SHIFT) | (1 << (SHIFT - 1));
  word[LOW] = 0;
  const middle = double[0] as number;
  return index < 0 ? -middle : middle;
}
