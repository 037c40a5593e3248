import { dirname, join } from 'node:path';
import { EXIT_CODES } from '../../exit-codes.ts';
import { K6SampleFold } from '../../ingest/k6-sample-fold.ts';
import type { WorkerInterval } from '../embedded/worker/messages.ts';
import type { Engine, EngineCause, EngineEnd, EngineObserver, EnginePlan, LogEntry } from '../engine.ts';
import type { K6Binary } from './find-k6.ts';
import { commandOf } from './k6-command.ts';
import { type K6Meaning, meaningOf } from './k6-exit.ts';
import { readK6Log } from './k6-log.ts';
import { type K6Patience, K6Process, shareOfCores } from './k6-process.ts';
import type { K6Place, K6Workspace } from './k6-workspace.ts';
import { SamplePipe } from './sample-pipe.ts';

/** What a run in k6 needs beside the plan. */
export interface K6Run {
  binary: K6Binary;
  workspace: K6Workspace;
  /** Arguments of `k6 run` without the script. */
  args: readonly string[];
  /** The script as its author wrote it, and the user's own arguments: for a run that nobody judges. */
  plain: { scriptFile: string; args: readonly string[] };
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  patience: K6Patience;
  /** Tags that thresholds select by. */
  keptTags: readonly string[];
  /** Keys of thresholds that were added to the script's own, and are judged here. */
  addedThresholds: readonly string[];
  /** Thresholds on metrics that only k6 knows. */
  leftThresholds: readonly string[];
  now: () => number;
}

const INTERVAL_MS = 1000;
const STDOUT_KEPT = 1_000_000;

/** Runs a script in k6 itself: reads its samples as they come, folds them as the embedded engine's workers do. */
export class K6Engine implements Engine {
  readonly kind = 'k6';
  readonly version: string;
  readonly #run: K6Run;
  readonly #fold: K6SampleFold;
  /** What k6 wrote to stdout: its summary, or what handleSummary writes there. The first megabyte. */
  stdout = '';
  #process: K6Process | null = null;
  #cause: EngineCause | null = null;
  #lastError: string | null = null;
  #completed = 0;
  #threw = 0;

  constructor(run: K6Run) {
    this.#run = run;
    this.version = run.binary.version.text;
    this.#fold = new K6SampleFold(run.keptTags);
  }

  /** Whether its CPU time can be read: what stands beside us of a container is only its client. */
  get tellsCpu(): boolean {
    return this.#run.binary.image === null;
  }

  stop(cause: EngineCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#process?.interrupt();
  }

  kill(): void {
    this.#process?.kill();
    this.#run.workspace.close();
  }

  async run(plan: EnginePlan, observer: EngineObserver): Promise<EngineEnd> {
    const { now, workspace } = this.#run;
    const startedMs = now();
    const { scratch, scriptFile } = workspace.open();
    const pipe = new SamplePipe(join(scratch, 'k6-samples.pipe'), (line) =>
      this.#fold.add(this.#fold.read(line)),
    );
    this.#fold.onMetric = (metric) => observer.onMetric?.(metric);
    const files = { pipe: pipe.path, scratch, scriptFile };
    this.#process = this.#start(files, plan, observer);
    const child = this.#process;
    if (this.#cause !== null) child.interrupt();
    observer.onPhase('running');
    let cpuBefore = 0;
    let atMs = startedMs;
    const close = (last: boolean): void => {
      const cpu = child.cpuSeconds();
      const busy = cpu === null ? 0 : shareOfCores(cpu - cpuBefore, now() - atMs);
      cpuBefore = cpu ?? cpuBefore;
      atMs = now();
      observer.onInterval(0, this.#interval(busy, last));
    };
    const timer = setInterval(() => close(false), INTERVAL_MS);
    try {
      const exit = await child.exit;
      await pipe.end();
      return this.#ended(meaningOf(exit, this.#lastError), observer, startedMs);
    } finally {
      clearInterval(timer);
      close(true);
      observer.onPhase('ended');
    }
  }

  /** As `k6 run` on its own: what it prints and its exit code are the run's. */
  async runPlain(): Promise<number> {
    const { binary, plain, env, cwd } = this.#run;
    const { scriptFile, args } = plain;
    const wanted = { args: ['run', ...args, scriptFile], env, cwd, folders: [dirname(scriptFile)] };
    const start = { ...commandOf(binary, wanted), cwd, patience: null, listener: null };
    this.#process = new K6Process(start);
    const exit = await this.#process.exit;
    return exit.kind === 'code' ? exit.code : EXIT_CODES.engineCrashed.code;
  }

  // k6 runs these itself.
  phase(): Promise<{ kind: 'done'; value: { kind: 'nothing' } }> {
    return Promise.resolve({ kind: 'done', value: { kind: 'nothing' } });
  }

  async close(): Promise<void> {
    this.kill();
  }

  #start(
    { pipe, scratch, scriptFile }: K6Place & { pipe: string },
    plan: EnginePlan,
    observer: EngineObserver,
  ): K6Process {
    const { binary, args, env, cwd, patience, now } = this.#run;
    const command = commandOf(binary, {
      args: ['run', ...args, `--out=json=${pipe}`, scriptFile],
      env: { ...env, ...signatureOf(plan) },
      cwd,
      folders: [scratch, dirname(scriptFile)],
    });
    return new K6Process({
      ...command,
      cwd,
      patience,
      listener: {
        onStdout: (text) => {
          if (this.stdout.length < STDOUT_KEPT) this.stdout += text;
        },
        onLogLine: (line) => {
          const entry = readK6Log(line, now());
          if (entry.level === 'error') this.#lastError = firstLine(entry);
          if (entry.fields['source'] === 'stacktrace') this.#threw++;
          observer.onLog(entry);
        },
      },
    });
  }

  #interval(busy: number, last: boolean): WorkerInterval {
    const { deltas, iterations, dropped } = this.#fold.take();
    if (deltas.length > 0) this.#process?.samplesCame();
    this.#completed += iterations;
    const counters = {
      started: this.#completed,
      completed: this.#completed,
      interrupted: 0,
      threw: this.#threw,
      vusActive: 0,
      vusInitialized: 0,
    };
    const pace = { planned: iterations + dropped, dropped, startLagsMs: new Float64Array() };
    return { deltas, raw: [], checks: this.#fold.checks(), counters, pace, elu: busy, last };
  }

  #ended(meaning: K6Meaning, observer: EngineObserver, startedMs: number): EngineEnd {
    const { unknownLines, span } = this.#fold;
    const { addedThresholds, leftThresholds, now } = this.#run;
    const note = (message: string): void =>
      observer.onLog({ level: 'warning', message, fields: { source: 'k6-engine' }, timeMs: now() });
    if (meaning.note !== null) note(meaning.note);
    if (!this.tellsCpu) note('how busy k6 was in its container is not known');
    if (unknownLines > 0)
      note(`${unknownLines} lines of k6's samples could not be read (the last one may be cut)`);
    return {
      cause: this.#cause ?? meaning.cause ?? unjudged(meaning, leftThresholds),
      failed: meaning.failed,
      lost: [],
      crossed: meaning.crossed && !isAllOf(meaning.crossedMetrics, addedThresholds),
      setupData: undefined,
      startedMs: span?.firstMs ?? startedMs,
      endedMs: span?.lastMs ?? now(),
      load: span === null ? null : { startedMs: span.firstMs, endedMs: span.lastMs },
    };
  }
}

// What was added is judged here; k6 judges it too, for its own summary.
const isAllOf = (metrics: readonly string[], added: readonly string[]): boolean =>
  metrics.length > 0 && metrics.every((metric) => added.includes(metric));

function unjudged({ hung }: K6Meaning, left: readonly string[]): EngineCause | null {
  if (!hung || left.length === 0) return null;
  const message = `whether ${left.join(', ')} held is not known: only k6 judges it, and k6 was stopped before it ended`;
  return { exit: 'noData', message };
}

// As variables: flags would replace what the script says itself, and our scenarios add the header.
function signatureOf({ options }: EnginePlan): Record<string, string> {
  const { userAgent, extraHeaders } = options;
  const run = extraHeaders['X-R3MES-Run'];
  return {
    ...(userAgent.startsWith('r3mes-harness/') ? { K6_USER_AGENT: userAgent } : {}),
    ...(run === undefined ? {} : { R3MES_RUN_ID: run }),
  };
}

function firstLine({ message, fields }: LogEntry): string {
  const { error } = fields;
  return error === undefined ? message : `${message}: ${error}`;
}
