import { isIP } from 'node:net';
import {
  type ConnectionOptions,
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureVersion,
} from 'node:tls';
import type { VuOptions } from '../realm/contract.ts';

type TlsOptions = Pick<
  VuOptions,
  'insecureSkipTLSVerify' | 'tlsAuth' | 'tlsVersion' | 'tlsCipherSuites' | 'target'
>;

const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  'tls1.0': 'TLSv1',
  'tls1.1': 'TLSv1.1',
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
};

const K6_VERSIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(VERSIONS).map(([k6, node]) => [node, k6]),
);

/** The name that k6 gives a negotiated protocol: tls1.3. */
export const k6TlsVersion = (protocol: string | null): string => K6_VERSIONS[protocol ?? ''] ?? '';

/** The TLS options, made ready once; a security context is built for each client certificate on first use. */
export class TlsSettings {
  readonly #options: TlsOptions;
  readonly #contexts = new Map<number, SecureContext>();

  constructor(options: TlsOptions) {
    this.#options = options;
  }

  /** What tls.connect needs for a host. */
  connectionOptions(hostname: string, protocols: readonly string[]): ConnectionOptions {
    const servername = isIP(hostname) === 0 ? hostname : '';
    return {
      host: hostname,
      servername,
      rejectUnauthorized: !this.#options.insecureSkipTLSVerify,
      secureContext: this.#contextFor(hostname),
      ALPNProtocols: [...protocols],
    };
  }

  #contextFor(hostname: string): SecureContext {
    const index = this.#options.tlsAuth.findIndex(
      ({ domains }) => domains.length === 0 || domains.some((domain) => fits(domain, hostname)),
    );
    let context = this.#contexts.get(index);
    if (context === undefined) {
      const { tlsVersion, tlsCipherSuites, tlsAuth, target } = this.#options;
      const identity = tlsAuth[index];
      context = createSecureContext({
        cert: identity?.cert,
        key: identity?.key,
        passphrase: identity?.password,
        ca: target?.ca == null ? undefined : [...rootCertificates, target.ca],
        minVersion: VERSIONS[tlsVersion?.min ?? ''] ?? 'TLSv1.2',
        maxVersion: VERSIONS[tlsVersion?.max ?? ''] ?? 'TLSv1.3',
        ciphers: tlsCipherSuites.length === 0 ? undefined : tlsCipherSuites.map(opensslName).join(':'),
      });
      this.#contexts.set(index, context);
    }
    return context;
  }
}

const fits = (domain: string, hostname: string): boolean =>
  domain === hostname || (domain.startsWith('*.') && hostname.endsWith(domain.slice(1)));

// Go: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; OpenSSL: ECDHE-RSA-AES128-GCM-SHA256, and TLS 1.3 names as they are.
function opensslName(name: string): string {
  if (!name.includes('_WITH_')) return name;
  return name
    .replace(/^TLS_/, '')
    .replace('RSA_WITH_', name.startsWith('TLS_RSA_') ? '' : 'RSA_')
    .replace('_WITH_', '_')
    .replace('3DES_EDE_CBC', 'DES_CBC3')
    .replace(/AES_(\d+)_CBC/, 'AES$1')
    .replace(/AES_(\d+)/, 'AES$1')
    .replace(/_POLY1305_SHA256$/, '_POLY1305')
    .replaceAll('_', '-');
}
