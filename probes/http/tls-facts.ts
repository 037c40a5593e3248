import type { Socket } from 'node:net';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { ProbeValue } from '../probe.ts';

/** A connection's certificates and protocol. */
export interface TlsFacts {
  /** Of the certificate of the chain that ends first. */
  daysLeft: number;
  /** Common name of that certificate. */
  ends: string;
  issuer: string;
  /** Certificates sent, the root not always among them. */
  chain: number;
  protocol: string;
}

const DAY_MS = 86_400_000;
/** The contract's alert begins here. */
const SOON_DAYS = 30;

/** What a socket's TLS says; null for a plain one. */
export function tlsFacts(socket: Socket): TlsFacts | null {
  if (!('encrypted' in socket)) return null;
  const tls = socket as TLSSocket;
  const certificates = chainOf(tls.getPeerCertificate(true));
  const [leaf] = certificates;
  if (leaf === undefined) return null;
  const endsFirst = certificates.reduce((a, b) => (endOf(b) < endOf(a) ? b : a));
  return {
    daysLeft: (endOf(endsFirst) - Date.now()) / DAY_MS,
    ends: textOf(endsFirst.subject.CN),
    issuer: textOf(leaf.issuer.CN ?? leaf.issuer.O),
    chain: certificates.length,
    protocol: tls.getProtocol() ?? 'unknown',
  };
}

/** How long the certificates hold, as a value of a probe. */
export function tlsValues(tls: TlsFacts | null): ProbeValue[] {
  if (tls === null) return [];
  const head = { id: 'tls.daysLeft', title: 'Days until a certificate ends', unit: 'count' } as const;
  const which = `${tls.ends}, by ${tls.issuer}, ${tls.chain} in the chain`;
  return [{ ...head, value: tls.daysLeft, note: tls.daysLeft < SOON_DAYS ? `renew it: ${which}` : which }];
}

/** A self-signed certificate is its own issuer: the chain ends where it would repeat itself. */
function chainOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let current: DetailedPeerCertificate | undefined = leaf;
  while (
    current?.valid_to &&
    !chain.some(({ fingerprint256 }) => fingerprint256 === current?.fingerprint256)
  ) {
    chain.push(current);
    current = current.issuerCertificate;
  }
  return chain;
}

const endOf = ({ valid_to }: DetailedPeerCertificate): number => Date.parse(valid_to);

function textOf(name: string | string[] | undefined): string {
  return Array.isArray(name) ? name.join(' ') : (name ?? 'unnamed');
}
