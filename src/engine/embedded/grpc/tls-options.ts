import { type ConnectionOptions, createSecureContext, rootCertificates } from 'node:tls';
import { TlsSettings } from '../http/tls-settings.ts';
import type { VuOptions } from '../realm/contract.ts';
import type { GrpcTarget } from '../realm/grpc-contract.ts';

const settings = new WeakMap<VuOptions, TlsSettings>();

/** What tls.connect needs for the target; null for plaintext. Throws for PEM texts that are none. */
export function tlsOptions(
  target: GrpcTarget,
  hostname: string,
  options: VuOptions,
): ConnectionOptions | null {
  if (target.plaintext) return null;
  let known = settings.get(options);
  if (known === undefined) {
    known = new TlsSettings(options);
    settings.set(options, known);
  }
  const base = known.connectionOptions(hostname, ['h2']);
  if (target.tls === null) return base;
  const { cert, key, password, cacerts } = target.tls;
  const broken = cacerts.findIndex((pem) => !pem.includes('-----BEGIN CERTIFICATE-----'));
  if (broken >= 0) throw new Error(`failed to append ca certificate [${broken}] from PEM`);
  try {
    const secureContext = createSecureContext({
      ...(cert && key ? { cert, key, passphrase: password ?? undefined } : {}),
      ...(cacerts.length > 0 ? { ca: [...rootCertificates, ...cacerts] } : {}),
    });
    return { ...base, secureContext };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`failed to append certificate from PEM: ${reason}`);
  }
}
