const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const WORDS_OF_AN_ADDRESS = 32; // 20 bytes, five bits a word

/** How many wallets the stand-in seeds, and scenarios draw from unless R3MES_WALLETS says otherwise. */
export const DEFAULT_WALLET_COUNT = 500;

/** The wallet at a place of the seeded list: always the same valid 44-character bech32 address `remes1...`. */
export function walletAt(index: number): string {
  const words = Array.from({ length: WORDS_OF_AN_ADDRESS }, (_, place) => scatter(index * 64 + place) >>> 27);
  return bech32('remes', words);
}

/** The first `count` wallets; a shorter list is a prefix of a longer one. */
export function walletList(count: number): string[] {
  return Array.from({ length: count }, (_, index) => walletAt(index));
}

/** Bech32 (BIP 173) of five-bit words, with its checksum. */
export function bech32(prefix: string, words: readonly number[]): string {
  const checksum = polymod([...expanded(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (checksum >>> shift) & 31);
  return `${prefix}1${[...words, ...tail].map((word) => CHARSET[word]).join('')}`;
}

/** Wallets from R3MES_WALLETS: a comma list, or the JSON text of an array. Throws on anything else. */
export function parseWallets(text: string): string[] {
  const listed: unknown = text.trimStart().startsWith('[') ? JSON.parse(text) : text.split(',');
  const wallets = Array.isArray(listed) ? listed.map((entry) => String(entry).trim()).filter(Boolean) : [];
  if (wallets.length === 0) throw new Error('R3MES_WALLETS names no wallet');
  const wrong = wallets.find((wallet) => !/^remes1[a-z0-9]{38}$/.test(wallet));
  if (wrong !== undefined) {
    throw new Error(`R3MES_WALLETS: "${wrong}" is not a wallet (remes1 and 38 more characters)`);
  }
  return wallets;
}

// MurmurHash3's finalizer: neighbouring numbers give unrelated ones.
function scatter(value: number): number {
  let mixed = (value + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
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
  return checksum;
}
