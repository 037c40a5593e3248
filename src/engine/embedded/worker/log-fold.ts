import type { LogEntry } from '../../engine.ts';

/** So many of the engine's own lines a second are written one by one, as k6 writes all of them ... */
const MOST_LINES = 1000;
const WINDOW_MS = 1000;
/** ... and of the others, so many texts are told apart. */
const MOST_TEXTS = 50;
const OTHERS = '';

/**
 * The log of a worker: what the script itself prints passes, and of errors that come by the thousand a second the rest is
 * folded by its text into one line with its count. Whoever reads the log must never hold the load back.
 */
export class LogFold {
  readonly #write: (entry: LogEntry) => void;
  readonly #folded = new Map<string, { entry: LogEntry; count: number }>();
  #startedMs = 0;
  #lines = 0;

  constructor(write: (entry: LogEntry) => void) {
    this.#write = write;
  }

  add(entry: LogEntry): void {
    if (entry.timeMs - this.#startedMs >= WINDOW_MS) this.flush(entry.timeMs);
    if (entry.fields['source'] === 'console' || this.#lines < MOST_LINES) {
      if (entry.fields['source'] !== 'console') this.#lines++;
      this.#write(entry);
      return;
    }
    const text = textOf(entry);
    const key = this.#folded.has(text) || this.#folded.size < MOST_TEXTS ? text : OTHERS;
    const known = this.#folded.get(key);
    if (known === undefined) this.#folded.set(key, { entry, count: 1 });
    else known.count++;
  }

  /** Writes what was folded; a new second begins at `nowMs`. */
  flush(nowMs: number): void {
    for (const { entry, count } of this.#folded.values())
      this.#write(count === 1 ? entry : { ...entry, repeated: count });
    this.#folded.clear();
    this.#startedMs = nowMs;
    this.#lines = 0;
  }
}

// The first line of an exception; its stack may differ.
const textOf = ({ level, message, fields }: LogEntry): string =>
  `${level} ${message.split('\n', 1)[0]} ${fields['error'] ?? ''}`;
