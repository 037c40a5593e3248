import { createHash } from 'node:crypto';
import { addressOf } from '../address.ts';

export const CHAIN_ID = 'r3mes-testnet-1';
/** Height at the moment when the ledger is made: enough blocks behind it for every list. */
const START_HEIGHT = 120_000;
const VALIDATORS = 4;

/** One block: heights count up by one, hashes and proposers follow from the height. */
export interface Block {
  height: number;
  timeMs: number;
  hash: string;
  previousHash: string;
  proposer: string;
  txCount: number;
}

/** A validator as CometBFT and the staking module know it. */
export interface Validator {
  /** 40 upper-case hex digits. */
  address: string;
  operator: string;
  moniker: string;
  power: number;
}

export const CHAIN_VALIDATORS: readonly Validator[] = Array.from({ length: VALIDATORS }, (_, index) => ({
  address: digest(`validator ${index}`).slice(0, 40),
  operator: addressOf('remesvaloper', `validator ${index}`),
  moniker: `validator-${index + 1}`,
  power: 1_000_000 - index * 100_000,
}));

/** A chain as a function of time: no timer makes blocks, so a stalled event loop loses none. */
export class Ledger {
  readonly blockTimeMs: number;
  private fromHeight = START_HEIGHT;
  private fromMs: number;
  private stuckAtMs: number | null = null;
  /** Heights below `fromHeight` of earlier stretches, newest last. */
  private readonly past: { height: number; fromMs: number }[] = [];
  private readonly blocks = new Map<number, Block>();

  constructor(blockTimeMs: number) {
    this.blockTimeMs = blockTimeMs;
    this.fromMs = Date.now();
  }

  latestHeight(): number {
    return this.heightAt(Date.now());
  }

  /** The latest height at a time, epoch ms. */
  heightAt(timeMs: number): number {
    const atMs = Math.min(timeMs, this.stuckAtMs ?? timeMs);
    return Math.max(1, this.fromHeight + Math.floor((atMs - this.fromMs) / this.blockTimeMs));
  }

  latest(): Block {
    return this.blockAt(this.latestHeight());
  }

  /** The block of a height from 1 to the latest. */
  blockAt(height: number): Block {
    const known = this.blocks.get(height);
    if (known !== undefined) return known;
    const block = {
      height,
      timeMs: this.timeMsOf(height),
      hash: digest(`block ${height}`),
      previousHash: digest(`block ${height - 1}`),
      proposer: CHAIN_VALIDATORS[height % VALIDATORS]?.address ?? '',
      txCount: height % 4,
    };
    if (this.blocks.size > 2000) this.blocks.clear();
    this.blocks.set(height, block);
    return block;
  }

  /** No new blocks from now on. */
  stick(): void {
    this.stuckAtMs ??= Date.now();
  }

  /** Blocks come again, the next one a block time from now; the missed ones are never made. */
  unstick(): void {
    if (this.stuckAtMs === null) return;
    const height = this.latestHeight();
    this.past.push({ height: this.fromHeight, fromMs: this.fromMs });
    this.stuckAtMs = null;
    this.fromHeight = height + 1;
    this.fromMs = Date.now() + this.blockTimeMs;
  }

  private timeMsOf(height: number): number {
    if (height >= this.fromHeight) return this.fromMs + (height - this.fromHeight) * this.blockTimeMs;
    const stretch = this.past.findLast((earlier) => height >= earlier.height) ?? this.past[0];
    const { height: base, fromMs } = stretch ?? { height: this.fromHeight, fromMs: this.fromMs };
    return fromMs + (height - base) * this.blockTimeMs;
  }
}

/** SHA-256 as CometBFT prints hashes: 64 upper-case hex digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').toUpperCase();
}
