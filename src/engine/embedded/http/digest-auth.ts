import { createHash, randomBytes } from 'node:crypto';

/** What a request answers a digest challenge with. */
export interface DigestRequest {
  method: string;
  /** Path and query as sent. */
  target: string;
  user: string;
  password: string;
}

/** The Authorization header that answers a `WWW-Authenticate: Digest` challenge (RFC 7616); null for other schemes. */
export function answerDigest(challenge: string, request: DigestRequest): string | null {
  const [, given] = /^\s*digest\s+(.*)$/is.exec(challenge) ?? [];
  if (given === undefined) return null;
  const { realm = '', nonce = '', opaque, qop = '', algorithm = 'MD5' } = parameters(given);
  const session = /-sess$/i.test(algorithm);
  const hash = hashOf(algorithm);
  const cnonce = randomBytes(8).toString('hex');
  const count = '00000001';
  const secret = hash(`${request.user}:${realm}:${request.password}`);
  const first = session ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const second = hash(`${request.method}:${request.target}`);
  const quality = qop
    .split(',')
    .map((each) => each.trim())
    .includes('auth')
    ? 'auth'
    : '';
  const response =
    quality === ''
      ? hash(`${first}:${nonce}:${second}`)
      : hash(`${first}:${nonce}:${count}:${cnonce}:${quality}:${second}`);
  const fields = [
    `username="${request.user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${request.target}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(quality === '' ? [] : [`qop=${quality}`, `nc=${count}`, `cnonce="${cnonce}"`]),
  ];
  return `Digest ${fields.join(', ')}`;
}

function parameters(text: string): Record<string, string> {
  const found = text.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries(
    [...found].map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']),
  );
}

function hashOf(algorithm: string): (text: string) => string {
  const name = /^sha-?512-256/i.test(algorithm)
    ? 'sha512-256'
    : /^sha-?256/i.test(algorithm)
      ? 'sha256'
      : 'md5';
  return (text) => createHash(name).update(text).digest('hex');
}
