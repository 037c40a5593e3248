import { TextDecoder } from 'node:util';
import type { CodingBridge, HostTextDecoder } from '../realm/crypto-contract.ts';

const bufferOf = (data: string | Uint8Array): Buffer =>
  typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** Hex, Base64 and text encodings for the realm. */
export const coding: CodingBridge = {
  encodeHex: (data) => bufferOf(data).toString('hex'),
  encodeBase64: (data, encoding) => bufferOf(data).toString(encoding),
  decodeBase64: (text) => Buffer.from(text, 'base64'),
  encodeUtf8: (text) => Buffer.from(text),
  textDecoder(encoding, options): HostTextDecoder {
    const decoder = new TextDecoder(encoding, options);
    return {
      decode(bytes, stream) {
        try {
          return { ok: true, value: decoder.decode(bytes, { stream }) };
        } catch {
          return { ok: false, message: 'invalid byte sequence' };
        }
      },
    };
  },
};
