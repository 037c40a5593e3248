import { listAt, textAt, valueAt } from './answer.ts';

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

/** A 64-bit number as the chain writes it: digits in a text; NaN for anything else, numbers too. */
export function heightIn(value: unknown, ...keys: readonly string[]): number {
  const text = textAt(value, ...keys);
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

export const isSynced: ChainCheck = ({ body }) => valueAt(body, 'sync_info', 'catching_up') === false;

export const rpcHashIs: ChainCheck = ({ body, pinned }) => textAt(body, 'block_id', 'hash') === pinned.hash;

export const pinnedHeightIs: ChainCheck = ({ body, pinned }) =>
  heightIn(body, 'block', 'header', 'height') === pinned.height;

/** The LCD prints the same hash in base64. */
export const lcdHashIs: ChainCheck = ({ body, pinned }) =>
  hexOf(textAt(body, 'block_id', 'hash')) === pinned.hash;

/** Numbers as text under the keys. */
export const numbersInText =
  (...keys: string[]): ChainCheck =>
  ({ body }) => {
    const text = textAt(body, ...keys);
    return text !== '' && Number.isFinite(Number(text));
  };

/** A list under `key` whose entries have text under `field`; it may be empty: the module's lists are. */
export const list =
  (key: string, field: string): ChainCheck =>
  ({ body }) => {
    const found = listAt(body, key);
    return found?.every((entry) => textAt(entry, field) !== '') ?? false;
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
