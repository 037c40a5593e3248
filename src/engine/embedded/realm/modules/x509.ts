import type { ModuleFactory, VuContext } from '../contract.ts';
import { GoError } from './go-error.ts';

interface Certificate {
  subject: object;
  issuer: object;
  altNames: string[];
}

/** The module `k6/crypto/x509`: what a certificate in PEM form says. */
export const x509Module: ModuleFactory = (vu) => {
  const exports = {
    parse: (pem?: unknown) => parse(vu, pem),
    getAltNames: (pem?: unknown) => parse(vu, pem).altNames,
    getIssuer: (pem?: unknown) => parse(vu, pem).issuer,
    getSubject: (pem?: unknown) => parse(vu, pem).subject,
  };
  return { ...exports, default: exports };
};

function parse({ bridge }: VuContext, pem: unknown): Certificate {
  const text = String(pem);
  if (!/-----BEGIN [^-]+-----/.test(text)) {
    throw new GoError('failed to decode certificate PEM file');
  }
  const parsed = bridge.crypto.certificate(text);
  if (!parsed.ok) throw new GoError('failed to parse certificate');
  return JSON.parse(parsed.value) as Certificate;
}
