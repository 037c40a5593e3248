import { isIP } from 'node:net';
import { parseDurationMs } from '../duration.ts';

type Options = Readonly<Record<string, unknown>>;

const TLS_VERSIONS = ['ssl3.0', 'tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'];
const DNS_SELECTIONS = ['first', 'random', 'roundRobin'];
const DNS_POLICIES = ['preferIPv4', 'preferIPv6', 'onlyIPv4', 'onlyIPv6', 'any'];
const CIPHER_SUITE = /^TLS_[A-Z0-9]+(_[A-Z0-9]+)+$/;
const DNS_TTL_MS = 300_000;

/** What is wrong with the options that say where and how connections are made; empty when nothing is. */
export function networkProblems(options: Options): string[] {
  return [
    ...Object.entries((options['hosts'] ?? {}) as Record<string, string>).flatMap(([name, place]) =>
      isPlace(place)
        ? []
        : [`hosts["${name}"] is "${place}": it must be an IP address, with a port or without`],
    ),
    ...texts(options['blacklistIPs']).flatMap((range) =>
      isRange(range) ? [] : [`invalid CIDR address in blacklistIPs: ${range}`],
    ),
    ...texts(options['blockHostnames']).flatMap((pattern) =>
      /^(\*\.?)?[^*\s]*$/.test(pattern)
        ? []
        : [`invalid hostname pattern in blockHostnames: ${pattern} (a wildcard stands in front only)`],
    ),
    ...tlsProblems(options),
    ...dnsProblems(options),
    ...localProblems(options['localIPs']),
  ];
}

function tlsProblems({ tlsVersion, tlsCipherSuites }: Options): string[] {
  const { min = '', max = '' } = tlsRange(tlsVersion) ?? {};
  const unknown = [...new Set([min, max])].filter(
    (version) => version !== '' && !TLS_VERSIONS.includes(version),
  );
  return [
    ...unknown.map((version) => `unknown TLS version '${version}' (known: ${TLS_VERSIONS.join(', ')})`),
    ...texts(tlsCipherSuites)
      .filter((suite) => !CIPHER_SUITE.test(suite))
      .map((suite) => `unknown cipher suite '${suite}'`),
  ];
}

function dnsProblems({ dns }: Options): string[] {
  const { ttl = '', select = '', policy = '' } = (dns ?? {}) as Record<string, string>;
  const problems: string[] = [];
  if (ttl !== '' && ttl !== 'inf' && !((parseDurationMs(ttl) ?? -1) >= 0))
    problems.push(`invalid DNS TTL: ${ttl} (a duration, 0 or inf)`);
  if (select !== '' && !DNS_SELECTIONS.includes(select))
    problems.push(`invalid DNS select: ${select} (one of ${DNS_SELECTIONS.join(', ')})`);
  if (policy !== '' && !DNS_POLICIES.includes(policy))
    problems.push(`invalid DNS policy: ${policy} (one of ${DNS_POLICIES.join(', ')})`);
  return problems;
}

function localProblems(localIPs: unknown): string[] {
  const parts = typeof localIPs === 'string' && localIPs !== '' ? localIPs.split(',') : [];
  const isLocal = (part: string): boolean => {
    const [from = '', to] = part.trim().split('-');
    return to === undefined ? isRange(from) : isIP(from) !== 0 && isIP(to) === isIP(from);
  };
  return parts
    .filter((part) => !isLocal(part))
    .map((part) => `invalid address or range in localIPs: ${part}`);
}

/** The option `tlsVersion`, one version or two, as a range; null when it is not set. */
export function tlsRange(given: unknown): { min?: string; max?: string } | null {
  if (typeof given === 'string') return given === '' ? null : { min: given, max: given };
  return typeof given === 'object' && given !== null ? given : null;
}

/** The option `dns` with its defaults; a time of Infinity keeps answers for ever. */
export function dnsSettings(given: unknown): { ttlMs: number; select: string; policy: string } {
  const { ttl = '', select = '', policy = '' } = (given ?? {}) as Record<string, string>;
  const ttlMs = ttl === 'inf' ? Number.POSITIVE_INFINITY : (parseDurationMs(ttl) ?? DNS_TTL_MS);
  return { ttlMs, select: select || 'random', policy: policy || 'preferIPv4' };
}

function isPlace(place: string): boolean {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^[\]]+?))(?::(\d+))?$/.exec(place) ?? [];
  return isIP(place) !== 0 || (isIP(bracketed ?? plain ?? '') !== 0 && Number(port ?? 0) <= 65_535);
}

function isRange(text: string): boolean {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  return (
    family !== 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32)))
  );
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
