import { constants } from 'node:buffer';
import type { Failure } from './wire.ts';

/** What Node's errors carry. */
export type IoError = Error & {
  code?: string;
  errno?: number;
  syscall?: string;
  failure?: Failure;
};

const ERRNO_TEXT: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'cannot assign requested address',
  EADDRINUSE: 'address already in use',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EHOSTUNREACH: 'no route to host',
  EMFILE: 'too many open files',
  ENETUNREACH: 'network is unreachable',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
};

const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The request's time was over. */
export const REQUEST_TIMEOUT: Failure = { code: 1050, text: 'request timeout', detail: 'request timeout' };

/** The server switched to another protocol, which no request asked for. */
export const SWITCHED: Failure = {
  code: 1000,
  text: 'unsupported response status: 101 Switching Protocols',
  detail: 'unsupported response status: 101 Switching Protocols',
  throws: true,
};

/** A failure that k6 has no class for: its text is Go's own. */
export const plainFailure = (text: string): Failure => ({ code: 1000, text, detail: text });

/** Bytes of a body that can be a string here; k6 has no such limit. */
export const LONGEST_TEXT = constants.MAX_STRING_LENGTH;

/** A body that no string holds. */
export const TOO_LONG: Failure = plainFailure(
  `the body is longer than ${LONGEST_TEXT} bytes, which is as much as a text holds here: use responseType "binary" or "none"`,
);

/** A look-up of a name failed. */
export function lookupFailure(error: IoError, name: string, server: string): Failure {
  const missing = error.code === 'ENOTFOUND' || error.code === 'ENODATA';
  const detail = `lookup ${name} on ${server}: ${missing ? 'no such host' : (error.code ?? error.message)}`;
  return missing
    ? { code: 1101, text: 'lookup: no such host', detail }
    : { code: 1100, text: detail, detail };
}

/** A TCP connection could not be made. */
export function dialFailure(error: IoError, address: string): Failure {
  const reason = ERRNO_TEXT[error.code ?? ''] ?? error.code ?? error.message;
  const detail = `dial tcp ${address}: connect: ${reason}`;
  if (error.code === 'ECONNREFUSED') return { code: 1212, text: 'dial: connection refused', detail };
  if (error.code === 'ETIMEDOUT')
    return { code: 1211, text: 'dial: i/o timeout', detail: `dial tcp ${address}: i/o timeout` };
  if (error.errno === undefined) return { code: 1210, text: detail, detail };
  return {
    code: 1213,
    text: `dial: unknown errno \`${Math.abs(error.errno)}\` on linux with message \`${reason}\``,
    detail,
  };
}

/** The TLS handshake failed. */
export function tlsFailure(error: IoError, link: string): Failure {
  const code = error.code ?? '';
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    /wrong version number|packet length too long/i.test(error.message)
  ) {
    return {
      code: 1301,
      text: 'tls: first record does not look like a TLS handshake',
      detail: 'http: server gave HTTP response to HTTPS client',
    };
  }
  const prefix = 'tls: failed to verify certificate: ';
  if (UNKNOWN_AUTHORITY.has(code)) {
    const detail = `${prefix}x509: certificate signed by unknown authority`;
    return { code: 1310, text: 'x509: unknown authority', detail };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      code: 1311,
      text: "x509: certificate doesn't match hostname",
      detail: `${prefix}x509: ${error.message}`,
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const text = `${prefix}x509: certificate has expired or is not yet valid`;
    return { code: 1300, text, detail: text };
  }
  if (code === 'ECONNRESET' && error.message.includes('before secure TLS')) return plainFailure('EOF');
  if (error.syscall !== undefined) return exchangeFailure(error, link);
  const text = `remote error: tls: ${error.message}`;
  return { code: 1300, text, detail: text };
}

/** A request failed on a connection that existed; `link` is its `local->remote`, as Go writes it. */
export function exchangeFailure(error: IoError, link: string): Failure {
  if (error.code === 'ECONNRESET') {
    const text = 'read: connection reset by peer';
    return { code: 1220, text, detail: `read tcp ${link}: ${text}` };
  }
  if (error.code === 'EPIPE') {
    const text = 'write: broken pipe';
    return { code: 1201, text, detail: `write tcp ${link}: ${text}` };
  }
  if (error.errno === undefined || error.syscall === undefined) return plainFailure(error.message);
  const reason = ERRNO_TEXT[error.code ?? ''] ?? error.code;
  const errno = Math.abs(error.errno);
  return {
    code: 1202,
    text: `${error.syscall}: unknown errno \`${errno}\` on linux with message \`${reason}\``,
    detail: `${error.syscall} tcp ${link}: ${error.syscall}: ${reason}`,
  };
}
