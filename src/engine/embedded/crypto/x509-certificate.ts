import { X509Certificate } from 'node:crypto';

/** What a distinguished name says, by k6's keys. */
const NAME_KEYS: Readonly<Record<string, string>> = {
  CN: 'commonName',
  C: 'country',
  postalCode: 'postalCode',
  ST: 'stateOrProvinceName',
  L: 'localityName',
  street: 'streetAddress',
  O: 'organizationName',
};

/** Object identifiers as k6 shows the types of a name's parts. */
const NAME_OIDS: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  street: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  postalCode: '2.5.4.17',
  emailAddress: '1.2.840.113549.1.9.1',
};

const ALGORITHMS: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  dsa: 'DSA',
  ec: 'ECDSA',
  ed25519: 'Ed25519',
};

/** A PEM certificate as `k6/crypto/x509` shows it, JSON text. Throws for what is no certificate. */
export function certificateJson(pem: string): string {
  const certificate = new X509Certificate(pem);
  const { publicKey } = certificate;
  const jwk = publicKey.export({ format: 'jwk' });
  return JSON.stringify({
    subject: readName(certificate.subject),
    issuer: readName(certificate.issuer),
    notBefore: isoDate(certificate.validFrom),
    notAfter: isoDate(certificate.validTo),
    altNames: altNames(certificate.subjectAltName ?? ''),
    signatureAlgorithm: signatureAlgorithm(certificate.raw),
    fingerPrint: [...Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex')],
    publicKey: {
      algorithm: ALGORITHMS[publicKey.asymmetricKeyType ?? ''] ?? '',
      key: jwk.kty === 'RSA' ? { e: decimal(jwk.e), n: decimal(jwk.n) } : jwk,
    },
  });
}

const isoDate = (text: string): string => new Date(text).toISOString().replace('.000Z', 'Z');

const decimal = (base64url: unknown): string =>
  BigInt(`0x${Buffer.from(String(base64url), 'base64url').toString('hex') || '0'}`).toString();

function readName(text: string | undefined): object {
  const name: Record<string, unknown> = { names: [] };
  for (const key of Object.values(NAME_KEYS)) name[key] = '';
  const units: string[] = [];
  const names: object[] = [];
  for (const line of (text ?? '').split('\n').filter(Boolean)) {
    const at = line.indexOf('=');
    const [type, value] = [line.slice(0, at), line.slice(at + 1)];
    names.push({ type: NAME_OIDS[type] ?? type, value });
    if (type === 'OU') units.push(value);
    else if (NAME_KEYS[type] !== undefined) name[NAME_KEYS[type]] ||= value;
  }
  return { ...name, organizationalUnitName: units, names };
}

// `DNS:a.example, IP Address:127.0.0.1, email:x@y, URI:https://z`
const altNames = (text: string): string[] =>
  text
    .split(', ')
    .filter(Boolean)
    .map((entry) => entry.slice(entry.indexOf(':') + 1));

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5-RSA',
  '1.2.840.113549.1.1.5': 'SHA1-RSA',
  '1.2.840.113549.1.1.10': 'SHA256-RSAPSS',
  '1.2.840.113549.1.1.11': 'SHA256-RSA',
  '1.2.840.113549.1.1.12': 'SHA384-RSA',
  '1.2.840.113549.1.1.13': 'SHA512-RSA',
  '1.2.840.10045.4.1': 'ECDSA-SHA1',
  '1.2.840.10045.4.3.2': 'ECDSA-SHA256',
  '1.2.840.10045.4.3.3': 'ECDSA-SHA384',
  '1.2.840.10045.4.3.4': 'ECDSA-SHA512',
  '1.3.101.112': 'Ed25519',
};

// Node 20 does not tell the algorithm: the DER is SEQUENCE { body SEQUENCE, algorithm SEQUENCE { OID, ... }, ... }.
function signatureAlgorithm(der: Uint8Array): string {
  const body = contentOf(der, contentOf(der, 0).start);
  const oid = contentOf(der, contentOf(der, body.end).start);
  const written = oidText(der.subarray(oid.start, oid.end));
  return SIGNATURES[written] ?? written;
}

function contentOf(der: Uint8Array, at: number): { start: number; end: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const length = der.subarray(at + 2, at + 2 + size).reduce((sum, byte) => sum * 256 + byte, 0);
  return { start: at + 2 + size, end: at + 2 + size + length };
}

function oidText(bytes: Uint8Array): string {
  const [first = 0, ...rest] = bytes;
  const parts = [Math.floor(first / 40), first % 40];
  let part = 0;
  for (const byte of rest) {
    part = part * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    }
  }
  return parts.join('.');
}
