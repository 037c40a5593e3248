import type { ProbeResult } from '../../probes/probe.ts';
import type { WorkerInterval } from '../engine/embedded/worker/messages.ts';
import type { Engine, EngineCause, EngineEnd, EngineObserver, EnginePlan } from '../engine/engine.ts';
import type { RunRecord } from '../store/record/v1.ts';
import type { KeptInterval } from '../store/series-log.ts';
import type { LateParts } from './await-parts.ts';
import type { CollectedPart } from './collected-parts.ts';
import { IntervalMerge } from './merge-intervals.ts';

const SECOND_MS = 1000;

/** The time of what is replayed, epoch ms. */
export interface ReplayClock {
  nowMs: number;
}

/** The head of a part's intervals, for merging by time. */
interface Head {
  part: number;
  next: KeptInterval | null;
  rest: AsyncIterator<KeptInterval>;
}

/** An engine that sends nothing: it gives the observer what parts of a run measured elsewhere, second by second. */
export class ReplayEngine implements Engine {
  readonly kind: Engine['kind'];
  readonly version: string;
  readonly #parts: readonly CollectedPart[];
  readonly #clock: ReplayClock;
  /** Of probes beside the run; `atMs` is epoch ms. */
  readonly #looks: readonly ProbeResult[];
  readonly #late: EngineCause | null;
  #stopped: EngineCause | null = null;
  readonly #heads: Head[];
  readonly #merge = new IntervalMerge();
  readonly #workers = new Map<string, number>();
  readonly #unknown: number[] = [];
  /** Iterations that came to their end, by part and worker. */
  readonly #completed = new Map<string, number>();
  #lastSampleMs = Number.NEGATIVE_INFINITY;

  private constructor(
    parts: readonly CollectedPart[],
    heads: Head[],
    { clock, looks, late }: { clock: ReplayClock; looks: readonly ProbeResult[]; late: LateParts | null },
  ) {
    const { name, version } = parts.find(({ record }) => record !== null)?.record?.engine ?? {
      name: 'k6',
      version: 'unknown',
    };
    this.kind = name;
    this.version = version;
    this.#parts = parts;
    this.#heads = heads;
    this.#clock = clock;
    this.#looks = looks;
    this.#late = late === null ? null : { exit: late.exit, message: late.reason };
  }

  /** Reads the beginning of each part and puts the clock there. */
  static async open(
    parts: readonly CollectedPart[],
    {
      clock,
      looks = [],
      late = null,
      keptTags,
    }: {
      clock: ReplayClock;
      looks?: readonly ProbeResult[];
      /** Why the parts are not the whole run, where that is known; null: they are. */
      late?: LateParts | null;
      keptTags: readonly string[];
    },
  ): Promise<ReplayEngine> {
    const heads: Head[] = [];
    const engine = new ReplayEngine(parts, heads, { clock, looks, late });
    for (const [part, { intervals }] of parts.entries()) {
      const rest = intervals(keptTags, (lines) => {
        engine.#unknown[part] = lines;
      })[Symbol.asyncIterator]();
      heads.push({ part, rest, next: await advance(rest) });
    }
    const began = parts.flatMap(({ record }) => (record === null ? [] : [Date.parse(record.startedAt)]));
    const first = heads.flatMap(({ next }) =>
      next === null ? [] : [next.samples?.firstMs ?? next.timeMs - SECOND_MS],
    );
    const looked = looks.map(({ atMs }) => atMs - SECOND_MS);
    const startMs = Math.min(...(parts.length === 0 ? looked : [...began, ...first]));
    if (Number.isFinite(startMs)) clock.nowMs = startMs;
    return engine;
  }

  /** Whether the harness made any of the parts, so that it is known how busy the generators were. */
  get hasRecords(): boolean {
    return this.#parts.some(({ record }) => record !== null);
  }

  /** What the verdict of a part says of its own generator, where that spoiled it. */
  get spoiledParts(): string[] {
    return this.#parts.flatMap(({ name, record }) => {
      if (record?.verdict?.state !== 'INVALID') return [];
      const line = record.verdict.lines.find(({ kind, level }) => kind === 'generator' && level === 'CRIT');
      return [`${name}: ${line?.reason ?? 'INVALID'}`];
    });
  }

  async run(_plan: EnginePlan, observer: EngineObserver): Promise<EngineEnd> {
    const startedMs = this.#clock.nowMs;
    observer.onPhase('running');
    const lookedMs = this.#parts.length === 0 ? Math.max(...this.#looks.map(({ atMs }) => atMs)) : 0;
    while (this.#heads.some(({ next }) => next !== null) || this.#clock.nowMs < lookedMs) {
      if (this.#stopped !== null) break;
      const untilMs = this.#clock.nowMs + SECOND_MS;
      const intervals = await this.#takeUntil(untilMs);
      for (const look of this.#looks) {
        if (look.atMs <= this.#clock.nowMs || look.atMs > untilMs) continue;
        observer.onProbe?.({ ...look, atMs: look.atMs - startedMs });
      }
      this.#clock.nowMs = untilMs;
      observer.onInterval(0, this.#merge.merge(intervals, untilMs));
    }
    this.#note(observer);
    observer.onPhase('ended');
    const ends = this.#parts.flatMap(({ record }) => (record === null ? [] : [Date.parse(record.endedAt)]));
    const sampledMs = Number.isFinite(this.#lastSampleMs) ? this.#lastSampleMs : this.#clock.nowMs;
    const endedMs = ends.length === 0 ? sampledMs : Math.max(...ends);
    return {
      cause: this.#causeOf(),
      failed: this.#parts.find(({ record }) => record?.exitCode === 110)?.record?.endReason ?? null,
      lost: [],
      setupData: undefined,
      startedMs,
      endedMs,
      load: this.#parts.length === 0 ? null : { startedMs, endedMs },
    };
  }

  stop(cause: EngineCause): void {
    this.#stopped ??= cause;
  }

  kill(): void {}
  close(): Promise<void> {
    return Promise.resolve();
  }

  phase(): Promise<{ kind: 'done'; value: { kind: 'nothing' } }> {
    return Promise.resolve({ kind: 'done', value: { kind: 'nothing' } });
  }

  async #takeUntil(untilMs: number): Promise<{ part: number; interval: WorkerInterval }[]> {
    const taken: { part: number; interval: WorkerInterval }[] = [];
    for (const head of this.#heads) {
      while (head.next !== null && head.next.timeMs <= untilMs) {
        const { worker, interval, samples } = head.next;
        this.#lastSampleMs = Math.max(this.#lastSampleMs, samples?.lastMs ?? Number.NEGATIVE_INFINITY);
        const number = this.#workerOf(head.part, worker);
        taken.push({ part: number, interval });
        this.#completed.set(`${head.part}/${worker}`, interval.counters.completed);
        head.next = await advance(head.rest);
      }
    }
    return taken;
  }

  #workerOf(part: number, worker: number): number {
    const key = `${part}/${worker}`;
    const known = this.#workers.get(key) ?? this.#workers.size;
    this.#workers.set(key, known);
    return known;
  }

  #note(observer: EngineObserver): void {
    const note = (message: string): void =>
      observer.onLog({
        level: 'warning',
        message,
        fields: { source: 'k6-engine' },
        timeMs: this.#clock.nowMs,
      });
    this.#parts.forEach(({ name }, part) => {
      const lines = this.#unknown[part] ?? 0;
      if (lines > 0) note(`${name}: ${lines} lines could not be read (the last one may be cut)`);
    });
    if (!this.hasRecords && this.#parts.length > 0) {
      note("how busy the generators were and which iterations threw is not known: k6's samples do not tell");
    }
  }

  // A part that did not come to its end, or of which something is missing, spoils the whole.
  #causeOf(): EngineEnd['cause'] {
    if (this.#stopped !== null) return this.#stopped;
    if (this.#late !== null) return this.#late;
    for (const [part, { name, record, isFolder }] of this.#parts.entries()) {
      const done = [...this.#completed].filter(([key]) => key.startsWith(`${part}/`));
      if (done.length === 0) return missing(`${name} has no samples`);
      if (record === null) {
        if (isFolder) return missing(`${name} has no record: it was cut off`);
        continue;
      }
      const read = done.reduce((sum, [, count]) => sum + count, 0);
      const { completed } = record.iterations;
      if (read !== completed) return missing(`${name} kept ${read} of its ${completed} iterations`);
      if (record.end !== 'finished' && record.exitCode !== 110) return endOf(name, record);
    }
    return null;
  }
}

function missing(what: string): EngineEnd['cause'] {
  return { exit: 'noData', message: `${what}: the parts are not the whole run` };
}

function endOf(name: string, { end, endReason }: RunRecord): EngineEnd['cause'] {
  const exit = end === 'interrupted' ? 'interrupted' : end === 'aborted' ? 'scriptAborted' : 'usage';
  return { exit, message: `${name} ${end === 'failed' ? 'failed' : `was ${end}`}: ${endReason}` };
}

async function advance(rest: AsyncIterator<KeptInterval>): Promise<KeptInterval | null> {
  const { value, done } = await rest.next();
  return done === true ? null : value;
}
