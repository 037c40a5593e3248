import { createHash } from 'node:crypto';

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** How many wallets the stand-in's database is filled with unless told otherwise. */
export const DEFAULT_WALLET_COUNT = 500;

/** The wallet at a place of the seeded list: always the same 44-character bech32 address with prefix `remes`. */
export function walletAt(index: number): string {
  return bech32Address('remes', `r3mes stand-in wallet ${index}`);
}

/** The first `count` wallets that the stand-in knows; a shorter list is a prefix of a longer one. */
export function walletList(count: number): string[] {
  return Array.from({ length: count }, (_, index) => walletAt(index));
}

/** A valid bech32 address of 20 bytes drawn from the seed's SHA-256: the same seed, the same address. */
export function bech32Address(prefix: string, seed: string): string {
  const words = fiveBitWords(createHash('sha256').update(seed).digest().subarray(0, 20));
  const checksum = polymod([...expanded(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (checksum >>> shift) & 31);
  return `${prefix}1${[...words, ...tail].map((word) => CHARSET[word]).join('')}`;
}

function fiveBitWords(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      words.push((held >>> bits) & 31);
    }
  }
  return words;
}

function expanded(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATOR.entries()) if ((top >> bit) & 1) checksum ^= generator;
  }
  return checksum >>> 0;
}
