import { createHash } from 'node:crypto';
import { bech32 } from '../scenarios/lib/wallets.ts';

/** A valid bech32 address of 20 bytes that follows from the seed: the same seed, the same address. */
export function addressOf(prefix: string, seed: string): string {
  const bytes = createHash('sha256').update(seed).digest();
  return bech32(
    prefix,
    Array.from(bytes, (byte) => byte & 31),
  );
}
