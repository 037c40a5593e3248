/** A block whose answers are known: asked before the load, compared with ever after. */
export interface PinnedBlock {
  readonly height: number;
  /** As the RPC prints it: upper-case hex. */
  readonly hash: string;
}

/** What a request to the chain is about. */
export interface ChainSubject {
  readonly pinned: PinnedBlock;
  readonly wallet: string;
}

/** An answer of a node: `body` is what stands under `result` (RPC), or the whole (LCD). */
export interface ChainAnswer extends ChainSubject {
  readonly status: number;
  readonly body: unknown;
  /** The text of a JSON-RPC error, which comes with status 200; '' without one. */
  readonly error: string;
}

/** Whether an answer is what a healthy node gives; in the form that k6's `check` calls. */
export type ChainCheck = (answer: ChainAnswer) => boolean;

/** What stands under the keys; undefined when any is missing. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/** The text under the keys, else ''. */
export function textIn(value: unknown, ...keys: readonly string[]): string {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : '';
}

/** A 64-bit number as the chain writes it: digits in a text; NaN for anything else, numbers too. */
export function heightIn(value: unknown, ...keys: readonly string[]): number {
  const text = textIn(value, ...keys);
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** The height under the keys is digits in a text, above 0 and never lower than one seen before (per VU). */
export function heightRises(...keys: string[]): ChainCheck {
  let highest = 1;
  return ({ body }) => {
    const height = heightIn(body, ...keys);
    const holds = height >= highest;
    if (height > highest) highest = height;
    return holds;
  };
}

export const isSynced: ChainCheck = ({ body }) => at(body, 'sync_info', 'catching_up') === false;

export const rpcHashIs: ChainCheck = ({ body, pinned }) => textIn(body, 'block_id', 'hash') === pinned.hash;

export const pinnedHeightIs: ChainCheck = ({ body, pinned }) =>
  heightIn(body, 'block', 'header', 'height') === pinned.height;

/** The LCD prints the same hash in base64. */
export const lcdHashIs: ChainCheck = ({ body, pinned }) =>
  hexOf(textIn(body, 'block_id', 'hash')) === pinned.hash;

/** Numbers as text under the keys. */
export const numbersInText =
  (...keys: string[]): ChainCheck =>
  ({ body }) => {
    const text = textIn(body, ...keys);
    return text !== '' && Number.isFinite(Number(text));
  };

/** A list under `key` whose entries have text under `field`; it may be empty: the module's lists are. */
export const list =
  (key: string, field: string): ChainCheck =>
  ({ body }) => {
    const found = at(body, key);
    return Array.isArray(found) && found.every((entry) => textIn(entry, field) !== '');
  };

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 text as upper-case hex. */
export function hexOf(base64: string): string {
  let bits = '';
  for (const letter of base64.replace(/=+$/, '')) bits += BASE64.indexOf(letter).toString(2).padStart(6, '0');
  const bytes = bits.match(/.{8}/g) ?? [];
  return bytes
    .map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
