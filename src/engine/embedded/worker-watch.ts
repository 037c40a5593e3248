import { now } from './vu/clock.ts';
import type { RunBoard } from './worker/run-board.ts';
import type { WorkerLink } from './worker-link.ts';

const LOOK_EVERY_MS = 500;
/** So long after its deadline a thread whose loop is held is given up, ... */
const GRACE_MS = 5000;
/** ... and one whose loop turns, but that never says it is ready. */
const LONG_GRACE_MS = 30_000;
/** A loop that is held for so long is told of. */
const TELL_MS = 10_000;

/** What a watch needs. */
export interface WatchParts {
  board: RunBoard;
  links: readonly WorkerLink[];
  /** Where a thread is, in words; null when that cannot be seen. */
  placeOf(link: WorkerLink): Promise<string | null>;
  tell(message: string): void;
}

/** Looks after the threads' event loops: tells of those that are held, ends those that are held past the deadline. */
export class WorkerWatch {
  readonly #parts: WatchParts;
  readonly #looked = new Set<WorkerLink>();
  readonly #ending = new Set<WorkerLink>();
  readonly #timer: NodeJS.Timeout;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #heldLimitMs = Number.POSITIVE_INFINITY;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** What goes on now must be over at this epoch ms. */
  expectBy(deadlineMs: number): void {
    this.#deadlineMs = deadlineMs;
  }

  /** It must be over earlier than was said, if at all. */
  hurry(deadlineMs: number): void {
    this.#deadlineMs = Math.min(this.#deadlineMs, deadlineMs);
  }

  /** A thread that is held longer is given up at any time. */
  allowHeld(limitMs: number): void {
    this.#heldLimitMs = limitMs;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = now();
    this.#parts.links.forEach((link, worker) => {
      const beatMs = this.#parts.board.lastBeatMs(worker);
      if (!link.isWaitedFor || beatMs === 0) return;
      const heldMs = nowMs - beatMs;
      const lateMs = nowMs - this.#deadlineMs;
      const isOver = heldMs > this.#heldLimitMs || (lateMs > GRACE_MS && heldMs > GRACE_MS);
      if (isOver || lateMs > LONG_GRACE_MS) void this.#giveUp(link);
      else if (heldMs > TELL_MS) void this.#tell(link, heldMs);
    });
  }

  async #giveUp(link: WorkerLink): Promise<void> {
    if (this.#ending.has(link)) return;
    this.#ending.add(link);
    link.end({ kind: 'stuck', place: await this.#parts.placeOf(link) });
  }

  async #tell(link: WorkerLink, heldMs: number): Promise<void> {
    if (this.#looked.has(link)) return;
    this.#looked.add(link);
    const place = (await this.#parts.placeOf(link)) ?? 'a call that waits without giving way';
    const seconds = Math.round(heldMs / 1000);
    this.#parts.tell(`${place} has held a thread, with all VUs in it, for ${seconds} s`);
  }
}
