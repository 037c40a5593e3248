import { outputsOf as outputs } from './script-run.ts';

/** Runs a script's default function once through the built CLI; gives what it handed to `out`, in order. */
export const outputsOf = (body: string, env: Record<string, string> = {}): Promise<unknown[]> =>
  outputs(HEAD, body, { env });

const HEAD = `
import encoding, { b64encode, b64decode } from 'k6/encoding';
import k6crypto from 'k6/crypto';
const hex = (bytes) => k6crypto.hexEncode(new Uint8Array(bytes));
const unhex = (text) => new Uint8Array((text.match(/../g) || []).map((pair) => parseInt(pair, 16)));
const madeInInit = crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-CBC', true, ['encrypt']);
const utf8 = (text) => new TextEncoder().encode(text);
const rejection = async (fn) => {
  try { await fn(); return 'none'; }
  catch (error) { return error.name === undefined ? String(error) : error.name + ': ' + error.message; }
};`;
