import { getServers, lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { VuOptions } from '../realm/contract.ts';
import { type IoError, lookupFailure } from './failure.ts';
import { type Failure, nowMs } from './wire.ts';

interface Known {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  readonly untilMs: number;
  next: number;
}

const LOOPBACK = { 4: '127.0.0.1', 6: '::1' } as const;

type Answer = (failure: Failure | null, addresses: readonly string[]) => void;

/** Names to addresses by the option `dns`; one per thread, shared by its VUs. */
export class NameLookup {
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Map<string, Answer[]>();
  readonly #ttlMs: number;
  readonly #select: string;
  readonly #policy: string;

  /** A time to live of 0: ask each time. */
  constructor(dns: VuOptions['dns']) {
    this.#ttlMs = dns.ttlMs;
    this.#select = dns.select;
    this.#policy = dns.policy;
  }

  /** The address to use first, then one of the other family to fall back to; calls back at once when known. */
  find(name: string, answer: Answer): void {
    if (isIP(name) !== 0) {
      answer(null, [name]);
      return;
    }
    const known = this.#known.get(name);
    if (known !== undefined && known.untilMs > nowMs()) {
      this.#answer(known, name, answer);
      return;
    }
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) {
      waiting.push(answer);
      return;
    }
    this.#waiting.set(name, [answer]);
    lookup(name, { all: true }, (error, found) => this.#learn(name, error, found ?? []));
  }

  /** From how many addresses `find` picks the first one of a name that it knows; 1 of any other. */
  sizeOf(name: string): number {
    const known = this.#known.get(name);
    if (known === undefined) return 1;
    return this.#families(known).find((family) => family.length > 0)?.length ?? 1;
  }

  #learn(name: string, error: IoError | null, found: readonly { address: string; family: number }[]): void {
    const answers = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    if (error !== null) {
      const server = getServers()[0] ?? 'the system';
      const failure = lookupFailure(error, name, isIP(server) === 4 ? `${server}:53` : server);
      for (const answer of answers) answer(failure, []);
      return;
    }
    const of = (family: 4 | 6) => {
      const addresses = found.filter((entry) => entry.family === family).map((entry) => entry.address);
      // Hosts files often leave one out, and servers listen on the other.
      return addresses.length === 0 && name.toLowerCase() === 'localhost' ? [LOOPBACK[family]] : addresses;
    };
    const known = { ipv4: of(4), ipv6: of(6), untilMs: nowMs() + this.#ttlMs, next: 0 };
    this.#known.set(name, known);
    for (const answer of answers) this.#answer(known, name, answer);
  }

  #answer(known: Known, name: string, answer: Answer): void {
    const addresses = this.#families(known)
      .filter((family) => family.length > 0)
      .map((family) => this.#pick(family, known));
    if (addresses.length > 0) answer(null, addresses);
    else answer(lookupFailure(Object.assign(new Error(), { code: 'ENODATA' }), name, 'the system'), []);
  }

  #families({ ipv4, ipv6 }: Known): (readonly string[])[] {
    switch (this.#policy) {
      case 'onlyIPv4':
        return [ipv4];
      case 'onlyIPv6':
        return [ipv6];
      case 'preferIPv6':
        return [ipv6, ipv4];
      case 'any':
        return [[...ipv4, ...ipv6]];
      default:
        return [ipv4, ipv6];
    }
  }

  #pick(addresses: readonly string[], known: Known): string {
    const index =
      this.#select === 'first'
        ? 0
        : this.#select === 'roundRobin'
          ? known.next++ % addresses.length
          : Math.floor(Math.random() * addresses.length);
    return addresses[index] ?? '';
  }
}
