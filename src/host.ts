import { totalmem } from 'node:os';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { getHeapStatistics } from 'node:v8';

/** A stream that commands write text to. */
export interface TextSink {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** All that the harness may know of its process; tests build a fake one. */
export interface Host {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly out: TextSink;
  readonly err: TextSink;
  readonly execPath: string;
  readonly pid: number;
  readonly nodeVersion: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back on SIGINT and SIGTERM (each time) until the returned function is called. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** Calls back once standard input has ended: whoever started this process is gone. */
  onInputEnd(listener: () => void): void;
  /** All of standard input, as text. */
  readInput(): Promise<string>;
  /** Calls back, at once and synchronously, as the process ends. */
  onExit(listener: () => void): void;
  /** True where a question can be put to a person: both standard input and standard error are terminals. */
  readonly asksOnTerminal: boolean;
  /** Puts a question on standard error; gives the line that was typed, '' at the input's end. */
  ask(question: string): Promise<string>;
  setExitCode(code: number): void;
  /** Ends at once: only for the second signal. */
  exitNow(code: number): never;
}

/** The real process as a Host. */
export function createHost(): Host {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    out: sink(process.stdout),
    err: sink(process.stderr),
    execPath: process.execPath,
    pid: process.pid,
    nodeVersion: process.version,
    // By the monotonic clock: a step of the system's would tear a run apart.
    now: () => Math.floor(performance.timeOrigin + performance.now()),
    onSignal(listener) {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onInputEnd(listener) {
      process.stdin.once('close', listener).resume();
    },
    async readInput() {
      let text = '';
      for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
      return text;
    },
    onExit(listener) {
      process.once('exit', listener);
    },
    asksOnTerminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
    ask(question) {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      return new Promise((resolve) => {
        lines.once('close', () => resolve(''));
        lines.question(question, (answer) => {
          resolve(answer);
          lines.close();
        });
      });
    },
    setExitCode(code) {
      process.exitCode = code;
    },
    exitNow: (code) => process.exit(code),
  };
}

let lastResidentBytes = 0;

// Linux tells it in a file, which a process without a free descriptor cannot open.
function residentBytes(): number {
  try {
    lastResidentBytes = process.memoryUsage.rss();
  } catch {} // the last one is near enough
  return lastResidentBytes;
}

/** CPU time of this process so far, in microseconds, and its resident memory in bytes. */
export function processUsage(): { cpuMicros: number; rssBytes: number } {
  const cpu = process.cpuUsage();
  return { cpuMicros: cpu.user + cpu.system, rssBytes: residentBytes() };
}

/** True while a process of this number runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Memory in MB that V8 may use in each of so many threads: what a user gave by --max-old-space-size, else V8's own
 * limit, and together no more than three quarters of what the machine or the container has.
 */
export function heapLimitMb(threads: number): number {
  const ownMb = getHeapStatistics().heap_size_limit / 2 ** 20;
  return Math.max(32, Math.floor(Math.min(ownMb, (0.75 * memoryLimitBytes()) / 2 ** 20 / threads)));
}

/** Memory that this process may use: the container's limit, else all that the machine has. */
export function memoryLimitBytes(): number {
  const constrained = process.constrainedMemory() ?? 0;
  const machine = totalmem();
  return constrained > 0 && constrained < machine ? constrained : machine;
}

/** Ends a helper process of ours (`signal` 0 only asks whether it lives). */
export function killProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function sink(stream: NodeJS.WriteStream): TextSink {
  stream.on('error', () => {}); // a closed pipe (`| head`) is not our failure
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || 100;
    },
  };
}

/**
 * Tells of promises that nobody handles, of scripts above all, instead of ending the thread. A script that is suspended may
 * still handle one when it goes on: so long is waited. Returns what tells the rest at once.
 */
export function onUnhandledRejection(listener: (reason: unknown) => void, patienceMs = 500): () => void {
  const open = new Map<Promise<unknown>, { reason: unknown; timer: NodeJS.Timeout }>();
  const tell = (promise: Promise<unknown>): void => {
    const rejection = open.get(promise);
    if (rejection === undefined) return;
    open.delete(promise);
    clearTimeout(rejection.timer);
    listener(rejection.reason);
  };
  process.on('unhandledRejection', (reason, promise) => {
    open.set(promise, { reason, timer: setTimeout(() => tell(promise), patienceMs) });
  });
  process.on('rejectionHandled', (promise) => {
    clearTimeout(open.get(promise)?.timer);
    open.delete(promise);
  });
  return () => [...open.keys()].forEach(tell);
}
