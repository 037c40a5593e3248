import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { killProcess } from '../../host.ts';

/** How k6 came to its end. */
export type K6Exit =
  | { kind: 'code'; code: number }
  /** A signal that was not ours, or a crash. */
  | { kind: 'killed'; signal: string }
  /** It had written its summary, or was told to stop, and did not end: it was killed. */
  | { kind: 'hung' };

/** How long k6 may be silent, on stdout and in its samples. It writes a sample each second until teardown is over. */
export interface K6Patience {
  /** Once it has written to stdout after its samples: in quiet mode that is its summary. */
  afterTextMs: number;
  /** Else, once it has written anything: handleSummary may be at work. */
  otherwiseMs: number;
}

/** What to start, and who is told. */
export interface K6Start {
  file: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** How long k6 may be silent before it counts as hung; null: for ever. */
  patience: K6Patience | null;
  /** Null: k6 writes where this process does. */
  listener: { onStdout(text: string): void; onLogLine(line: string): void } | null;
}

/** A stop that k6 does not answer is followed by a second signal, and that by a hard end. */
const SECOND_SIGNAL_MS = 60_000;
const HARD_END_MS = 3000;
const CLOSE_MS = 3000;
/** Samples are looked at each second, and a busy machine is late. */
const BETWEEN_SAMPLES_MS = 3000;

/** A running k6: its own process group, so that a Ctrl-C at the terminal reaches it once, through the harness. */
export class K6Process {
  readonly #child: ChildProcess;
  readonly #patience: K6Patience | null;
  readonly #timers = new Set<NodeJS.Timeout>();
  #finish: NodeJS.Timeout | null = null;
  #heard = { text: false, samples: false };
  #hung = false;
  #ended = false;
  readonly exit: Promise<K6Exit>;

  constructor(start: K6Start) {
    this.#patience = start.patience;
    this.#child = spawn(start.file, [...start.args], {
      cwd: start.cwd,
      env: start.env as NodeJS.ProcessEnv,
      stdio: start.listener === null ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { stdout, stderr } = this.#child;
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#heard.text = true;
      this.#listen(0);
      start.listener?.onStdout(text);
    });
    if (stderr !== null)
      createInterface({ input: stderr }).on('line', (line) => start.listener?.onLogLine(line));
    this.exit = this.#whenClosed();
  }

  /** CPU seconds of k6 so far; null where the system does not tell. */
  cpuSeconds(): number | null {
    try {
      const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    } catch {
      return null;
    }
  }

  /** Asks for an end in order (teardown and summary run), and sees to it that there is one. */
  interrupt(): void {
    this.#signal('SIGINT');
    this.#after(SECOND_SIGNAL_MS, () => {
      this.#signal('SIGINT');
      this.#after(HARD_END_MS, () => this.#hang());
    });
  }

  /** Ends it now. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Samples came: it lives, and what it wrote to stdout before was not the summary yet. */
  samplesCame(): void {
    this.#heard.samples = true;
    this.#listen(BETWEEN_SAMPLES_MS);
  }

  // Silence that is longer than this is a k6 that does not come to its end.
  #listen(atLeastMs: number): void {
    if (this.#patience === null || this.#ended) return;
    const { afterTextMs, otherwiseMs } = this.#patience;
    const { text, samples } = this.#heard;
    if (this.#finish !== null) clearTimeout(this.#finish);
    const silenceMs = text && samples ? Math.max(afterTextMs, atLeastMs) : otherwiseMs;
    this.#finish = setTimeout(() => this.#hang(), silenceMs);
  }

  #hang(): void {
    this.#hung = true;
    this.#signal('SIGTERM');
    this.#after(HARD_END_MS, () => this.kill());
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    // The group: docker and wrappers have children of their own.
    killProcess(-pid, signal);
  }

  #after(delayMs: number, then: () => void): void {
    this.#timers.add(setTimeout(then, delayMs));
  }

  #whenClosed(): Promise<K6Exit> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#ended = true;
        if (this.#finish !== null) clearTimeout(this.#finish);
        for (const timer of this.#timers) clearTimeout(timer);
      };
      this.#child.on('error', (error) => {
        done();
        reject(error);
      });
      const ended = (code: number | null, signal: string | null): void => {
        done();
        if (this.#hung) resolve({ kind: 'hung' });
        else if (code === null) resolve({ kind: 'killed', signal: signal ?? 'unknown' });
        else resolve({ kind: 'code', code });
      };
      this.#child.on('close', ended);
      // A child of its own may hold its output open for longer.
      this.#child.on('exit', (code, signal) => this.#after(CLOSE_MS, () => ended(code, signal)));
    });
  }
}

const CLOCK_TICKS = 100;

/** Share (0..1) of all cores that so many CPU seconds in so many ms are. */
export function shareOfCores(cpuSeconds: number, durationMs: number): number {
  return Math.min(1, (cpuSeconds * 1000) / Math.max(1, durationMs) / Math.max(1, cpus().length));
}
