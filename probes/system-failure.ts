import type { ProbeStage } from './probe.ts';

/** Stage and hint for a code of Node's or the system's; what a driver passes on unchanged. */
export interface KnownFailure {
  stage: ProbeStage;
  hint: string;
}

const CONNECT: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: is it running, and are host and port right?',
  ECONNRESET: 'the other side closed the connection: a restart, a proxy, or TLS spoken to a port without it',
  EPIPE: 'the other side closed the connection: a restart or a proxy',
  ETIMEDOUT: 'packets are dropped: look at firewalls, security groups and network policies',
  EHOSTUNREACH: 'no route to that host: look at the network and at VPN or port-forward',
  ENETUNREACH: 'no route to that network: look at the network, and at IPv6 where the address is one',
  EADDRNOTAVAIL: 'this machine has no free local port or no such address',
  ENOENT: 'there is no such socket file: is the server running, and is the directory right?',
  EACCES: 'this user may not open that socket',
  EMFILE: 'this process has too many open files: raise `ulimit -n`',
};
const RESOLVE: Record<string, string> = {
  ENOTFOUND: 'the name does not resolve: check its spelling, and the DNS of this machine or cluster',
  EAI_AGAIN: 'the DNS server does not answer: check /etc/resolv.conf and the network',
};
const TLS: Record<string, string> = {
  CERT_HAS_EXPIRED: 'the certificate has expired: renew it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name: use the name that it was made for',
  EPROTO: 'that port does not speak TLS as expected: check the scheme and the port',
};
const UNTRUSTED =
  'the certificate is not trusted here: give its authority (NODE_EXTRA_CA_CERTS=/path/ca.pem)';

/** The meaning of a system, DNS or TLS error code, or undefined for codes that are the protocol's own. */
export function systemFailure(code: string): KnownFailure | undefined {
  if (RESOLVE[code]) return { stage: 'resolve', hint: RESOLVE[code] };
  if (CONNECT[code]) return { stage: 'connect', hint: CONNECT[code] };
  if (TLS[code]) return { stage: 'tls', hint: TLS[code] };
  if (/^ERR_(TLS|SSL)_/.test(code)) return { stage: 'tls', hint: TLS['EPROTO'] as string };
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return { stage: 'tls', hint: UNTRUSTED };
  return undefined;
}

/** The code of a thrown value: its own, its cause's or that of an AggregateError's first error. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return codeOf(errors?.[0]) || codeOf(cause);
}

/** The message of a thrown value; `localhost` refused on both families is an AggregateError without a text of its own. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message || codeOf(error) : String(error);
}
