import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
for (const [address, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  PRIVATE.addSubnet(address, bits, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Names that no public resolver answers. */
const PRIVATE_NAME = /(^|\.)(local|internal|lan|home\.arpa|localdomain|svc|cluster\.local|test)$/i;

/** A URL's host without brackets, in lower case. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();

/** True for this machine. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** True for addresses and names that are not of the public internet: a name without a dot is one. */
export function isPrivate(host: string): boolean {
  if (isLoopback(host)) return true;
  const family = isIP(host);
  if (family !== 0) return PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return !host.includes('.') || PRIVATE_NAME.test(host);
}
