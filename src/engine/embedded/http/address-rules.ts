import { BlockList, isIP } from 'node:net';
import type { VuOptions } from '../realm/contract.ts';
import type { Failure } from './wire.ts';

export interface Endpoint {
  hostname: string;
  port: number;
}

type RuleOptions = Pick<VuOptions, 'hosts' | 'blockHostnames' | 'blacklistIPs' | 'target'>;

/** The options hosts, blockHostnames and blacklistIPs, made ready once per set of options. */
export class AddressRules {
  readonly #hosts: Readonly<Record<string, string>>;
  readonly #hostPatterns: readonly string[];
  readonly #blockedNames: readonly string[];
  readonly #declared: readonly string[] | null;
  readonly #ranges: readonly { text: string; list: BlockList }[];

  constructor({ hosts, blockHostnames, blacklistIPs, target }: RuleOptions) {
    this.#hosts = hosts;
    this.#hostPatterns = Object.keys(hosts).filter((name) => name.startsWith('*'));
    this.#blockedNames = blockHostnames;
    this.#declared = target?.hosts ?? null;
    this.#ranges = blacklistIPs.map((text) => ({ text, list: rangeOf(text) }));
  }

  /** Where to connect instead, by the option hosts. */
  mapped({ hostname, port }: Endpoint): Endpoint {
    const value =
      this.#hosts[`${hostname}:${port}`] ??
      this.#hosts[hostname] ??
      this.#hosts[this.#pattern(hostname, port)];
    if (value === undefined) return { hostname, port };
    const match = /^\[?(.+?)\]?(?::(\d+))?$/.exec(value);
    if (isIP(value) !== 0 || match?.[1] === undefined) return { hostname: value, port };
    return { hostname: match[1], port: match[2] === undefined ? port : Number(match[2]) };
  }

  #pattern(hostname: string, port: number): string {
    const fits = this.#hostPatterns.filter(
      (pattern) => matches(pattern, hostname) || matches(pattern, `${hostname}:${port}`),
    );
    return fits.sort((a, b) => b.length - a.length)[0] ?? '';
  }

  /** Refused names, before look-up. */
  blockedName(hostname: string): Failure | null {
    const pattern = this.#blockedNames.find((candidate) => matches(candidate, hostname));
    if (pattern === undefined) return null;
    const detail = `hostname (${hostname}) is in a blocked pattern (${pattern})`;
    return { code: 1111, text: 'hostname is blocked', detail };
  }

  /** The guard rail of targets, for where a connection really goes: a declared host, or this machine. */
  undeclared(hostname: string): Failure | null {
    const name = hostname.toLowerCase();
    if (this.#declared === null || this.#declared.includes(name)) return null;
    if (name === 'localhost' || LOOPBACK.check(name, isIP(name) === 6 ? 'ipv6' : 'ipv4')) return null;
    const detail = `undeclared-host: the target does not declare ${name}`;
    return { code: 1111, text: 'hostname is blocked', detail };
  }

  /** Refused addresses, after look-up. */
  blockedAddress(ip: string): Failure | null {
    const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
    const range = this.#ranges.find(({ list }) => list.check(ip, family));
    if (range === undefined) return null;
    const detail = `IP (${ip}) is in a blacklisted range (${range.text})`;
    return { code: 1110, text: 'ip is blacklisted', detail };
  }
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function matches(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  return wanted.startsWith('*') ? given.endsWith(wanted.slice(1)) : given === wanted;
}

function rangeOf(text: string): BlockList {
  const list = new BlockList();
  const [address = '', bits] = text.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
  return list;
}
