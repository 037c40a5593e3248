import { isIP } from 'node:net';

/** Local addresses to connect from, by the option localIPs, in turn; `next` is undefined when the option is empty. */
export class LocalAddresses {
  readonly #ranges: readonly { first: bigint; count: bigint; family: 4 | 6 }[];
  readonly #total: bigint;
  #turn = 0n;

  /** Comma-separated addresses, CIDR networks and ranges `a-b`. */
  constructor(option: string) {
    this.#ranges = option
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map(rangeOf);
    this.#total = this.#ranges.reduce((sum, { count }) => sum + count, 0n);
  }

  next(): string | undefined {
    if (this.#total === 0n) return undefined;
    let index = this.#turn++ % this.#total;
    for (const { first, count, family } of this.#ranges) {
      if (index < count) return format(first + index, family);
      index -= count;
    }
    return undefined;
  }
}

function rangeOf(text: string): { first: bigint; count: bigint; family: 4 | 6 } {
  const [start = '', end] = text.split('-');
  const [address = '', bits] = start.split('/');
  const family = isIP(address) === 6 ? 6 : 4;
  const size = family === 6 ? 128n : 32n;
  if (end !== undefined) return { first: parse(start), count: parse(end) - parse(start) + 1n, family };
  if (bits === undefined) return { first: parse(address), count: 1n, family };
  const count = 1n << (size - BigInt(bits));
  const network = parse(address) - (parse(address) % count);
  // Network and broadcast addresses of IPv4 are nobody's.
  return family === 4 && count > 2n
    ? { first: network + 1n, count: count - 2n, family }
    : { first: network, count, family };
}

function parse(address: string): bigint {
  if (isIP(address) === 4) return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...right].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}

function format(value: bigint, family: 4 | 6): string {
  const [step, groups, radix] = family === 4 ? [256n, 4, 10] : [65_536n, 8, 16];
  const parts: string[] = [];
  let rest = value;
  for (let index = 0; index < groups; index++) {
    parts.unshift((rest % step).toString(radix));
    rest /= step;
  }
  return parts.join(family === 4 ? '.' : ':');
}
