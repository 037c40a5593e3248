import { setTimeout as pause } from 'node:timers/promises';
import type { IntervalRecord, RunRecord } from '../store/record/v1.ts';
import type { InfluxConnection, InfluxPoint } from './influx-connection.ts';
import type { InfluxPoints } from './influx-points.ts';

/** Intervals a batch: some hundred points. */
const BATCH = 20;
/** So many are held in memory; more wait on disk, in the run's own intervals.ndjson. */
const MOST_HELD = 120;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** How long the end of a run waits for a server that is away. */
const LAST_CHANCE_MS = 15_000;

/** What a feed needs of the run. */
export interface FeedParts {
  connection: InfluxConnection;
  points: InfluxPoints;
  /** Intervals from disk, from the nth on: what the server missed is sent from there. */
  seconds(from: number, count: number): IntervalRecord[];
  /** The server has answered for the first time. */
  opened(): void;
  /** One line about trouble, once each time that it begins or ends. */
  say(message: string): void;
}

/**
 * Writes a run's seconds while it goes on, in batches, one at a time. A server that is away or slow costs the run
 * nothing: its seconds are on disk anyway, and are sent from there, in order, once it answers again. Points of one
 * second have one time and one series each, so that sending them twice changes nothing.
 */
export class InfluxFeed {
  readonly #parts: FeedParts;
  #held: IntervalRecord[] = [];
  #closed = 0;
  #sent = 0;
  #isAway = false;
  #isOpen = false;
  #ending = false;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #wake: () => void = () => {};
  readonly #worker: Promise<void>;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#worker = this.#work();
  }

  /** A closed second; returns at once. */
  second(interval: IntervalRecord): void {
    this.#closed++;
    this.#held.push(interval);
    // The oldest are on disk.
    if (this.#held.length > MOST_HELD) this.#held.shift();
    this.#wake();
  }

  /** Sends what is left and the verdict, within limits. Gives how many seconds were not sent. */
  async end(record: RunRecord): Promise<number> {
    this.#ending = true;
    this.#deadlineMs = performance.now() + LAST_CHANCE_MS;
    this.#wake();
    await this.#worker;
    const missing = this.#closed - this.#sent;
    if (missing === 0) await this.#tried(this.#parts.points.ofVerdict(record));
    return missing;
  }

  async #work(): Promise<void> {
    let pauseMs = PAUSE_MS;
    for (;;) {
      if (this.#sent === this.#closed) {
        if (this.#ending) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const batch = this.#next();
      if (await this.#tried(batch.flatMap((interval) => this.#parts.points.ofInterval(interval)))) {
        this.#sent += batch.length;
        pauseMs = PAUSE_MS;
        continue;
      }
      if (performance.now() > this.#deadlineMs) return;
      await pause(pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      if (this.#ending) pauseMs = PAUSE_MS;
    }
  }

  #next(): IntervalRecord[] {
    const firstHeld = this.#closed - this.#held.length;
    if (this.#sent >= firstHeld) {
      this.#held = this.#held.slice(this.#sent - firstHeld);
      return this.#held.slice(0, BATCH);
    }
    return this.#parts.seconds(this.#sent, BATCH);
  }

  async #tried(points: InfluxPoint[]): Promise<boolean> {
    const { connection, opened, say } = this.#parts;
    try {
      if (!this.#isOpen) {
        await connection.open();
        this.#isOpen = true;
        opened();
      }
      await connection.write(points);
      if (this.#isAway) say(`InfluxDB answers again; ${this.#closed - this.#sent} seconds are being sent`);
      this.#isAway = false;
      return true;
    } catch (error) {
      if (!this.#isAway)
        say(`${connection.explain(error).message}; the seconds are kept on disk and sent later`);
      this.#isAway = true;
      return false;
    }
  }
}
