import type { SampleSeries, Tags } from '../../../metrics/sample.ts';
import type { SampleFold } from '../../../metrics/sample-fold.ts';
import type { JobOutcome, VuInstance } from '../realm/contract.ts';
import { now } from './clock.ts';
import type { Phase, ScenarioContext, VuRecord } from './vu-state.ts';
import type { WorkerContext } from './worker-context.ts';

/** What the VU needs of its HTTP client. */
export interface VuTransport {
  /** A new cookie jar for the next iteration. */
  resetCookies(): void;
  /** Ends kept-alive connections. */
  closeIdle(): void;
  close(): void;
}

/** Connections that iterations make. */
export interface IterationSockets {
  /** The iteration is over: ends what is left of it, without events or samples. */
  endAll(): void;
  /** The VU is: ends connections that outlive iterations. */
  close(): void;
}

/** How an iteration ended; only `full` ones count in `iterations`. */
export type IterationEnd = 'full' | 'interrupted' | 'aborted';

/** Which iteration of its scenario a VU is to run. */
export interface IterationTicket {
  iterationInTest: number;
  iterationInInstance: number;
  /** Epoch ms; null for closed models. */
  plannedStartMs: number | null;
}

/** One virtual user: its module state, its connections, one iteration at a time. */
export class Vu {
  readonly state: VuRecord;
  readonly #worker: WorkerContext;
  readonly #instance: VuInstance;
  readonly #transport: VuTransport;
  readonly #sockets: readonly IterationSockets[];
  #setupData: string | undefined;
  busy = false;
  /** The last iteration never waited: the caller must let the event loop turn before the next one. */
  endedAtOnce = false;

  constructor(
    worker: WorkerContext,
    parts: {
      state: VuRecord;
      instance: VuInstance;
      transport: VuTransport;
      sockets: readonly IterationSockets[];
    },
  ) {
    this.#worker = worker;
    this.state = parts.state;
    this.#instance = parts.instance;
    this.#transport = parts.transport;
    this.#sockets = parts.sockets;
  }

  /** Setup data as JSON text, the same for all VUs. */
  giveSetupData(json: string | undefined): void {
    this.#setupData = json;
  }

  /** Puts the VU to work for a scenario: its tags and env replace those of the one before. */
  activate(scenario: ScenarioContext): void {
    const { state } = this;
    state.phase = 'vu';
    state.scenario = scenario;
    state.group = '';
    state.tags = scenario.tags;
    state.metadata = this.#systemMetadata('vu', state.id);
    state.iterationInScenario = -1;
    this.#instance.setEnv({ ...this.#worker.env, ...scenario.env });
  }

  /** Runs one iteration with its event loop; resolves when nothing of it is left. */
  iterate(ticket: IterationTicket): Promise<IterationEnd> {
    const { state } = this;
    const scenario = state.scenario as ScenarioContext;
    state.iteration++;
    state.iterationInScenario++;
    state.iterationInTest = ticket.iterationInTest;
    state.iterationInInstance = ticket.iterationInInstance;
    state.plannedStartMs = ticket.plannedStartMs;
    if (state.options.systemTags.has('iter'))
      state.metadata = { ...state.metadata, ...this.#systemMetadata('iter', state.iteration) };
    if (!state.options.noCookiesReset) this.#transport.resetCookies();
    this.busy = true;
    this.#worker.counters.started++;
    const startMs = now();
    const { plannedStartMs } = ticket;
    const lags = plannedStartMs !== null && this.#worker.scheduledMetrics.size > 0;
    state.startLagMs = lags ? Math.max(0, startMs - plannedStartMs) : null;
    this.endedAtOnce = true;
    const ended = new Promise<IterationEnd>((resolve) => {
      this.#instance.run(scenario.exec, [this.#setupData], (outcome) => {
        this.busy = false;
        resolve(this.#endIteration(outcome, startMs));
      });
    });
    this.endedAtOnce = !this.busy;
    return ended;
  }

  #systemMetadata(name: 'vu' | 'iter', value: number): Tags {
    return this.state.options.systemTags.has(name) ? { [name]: String(value) } : {};
  }

  /** Runs setup, teardown or handleSummary, whose samples carry a group of their own and no scenario. */
  runPhase(name: string, phase: Phase, arg: string | undefined): Promise<JobOutcome> {
    const { state } = this;
    state.phase = phase;
    state.scenario = null;
    state.tags = this.#worker.baseTags.ofScenario(this.#worker.runTags, null);
    if (phase !== 'summary') {
      state.group = `::${phase}`;
      state.tags = this.#worker.baseTags.withGroup(state.tags, state.group);
    }
    this.busy = true;
    return new Promise((resolve) => {
      this.#instance.run(name, [arg], (outcome) => {
        this.busy = false;
        for (const sockets of this.#sockets) sockets.endAll();
        if (phase !== 'summary') this.#emitData(now());
        resolve(outcome);
      });
    });
  }

  /** Its frames never resume; the pending `iterate` resolves as interrupted. */
  interrupt(): void {
    if (this.busy) this.#instance.interrupt();
  }

  close(): void {
    this.#transport.close();
    for (const sockets of this.#sockets) sockets.close();
  }

  #endIteration(outcome: JobOutcome, startMs: number): IterationEnd {
    const { state } = this;
    const { counters, fold } = this.#worker;
    const endMs = now();
    for (const sockets of this.#sockets) sockets.endAll();
    if (state.options.noVUConnectionReuse) this.#transport.closeIdle();
    if (state.group !== '') {
      state.group = '';
      state.tags = this.#worker.baseTags.withGroup(state.tags, '');
    }
    this.#emitData(endMs);
    if (outcome.kind === 'interrupted') {
      counters.interrupted++;
      return 'interrupted';
    }
    const { duration, iterations } = seriesFor(fold, state.tags);
    fold.metadata = state.metadata;
    fold.add(duration, endMs - startMs, endMs);
    fold.add(iterations, 1, endMs);
    fold.metadata = null;
    if (outcome.kind === 'aborted') {
      counters.interrupted++;
      return 'aborted';
    }
    counters.completed++;
    if (outcome.kind === 'threw') this.#logException(outcome);
    return 'full';
  }

  #logException(outcome: { text: string; hint: string; asynchronous: boolean }): void {
    const scenario = this.state.scenario as ScenarioContext;
    this.#worker.counters.threw++;
    const fields = { executor: scenario.executor, scenario: scenario.name };
    // k6 knows where a rejected promise came from no more.
    if (outcome.asynchronous) this.#worker.log('error', outcome.text, fields);
    else this.#worker.log('error', outcome.text, { ...fields, source: 'stacktrace', hint: outcome.hint });
  }

  #emitData(timeMs: number): void {
    const { state } = this;
    const { fold } = this.#worker;
    const { sent, received } = seriesFor(fold, state.tags);
    fold.metadata = state.metadata;
    fold.add(sent, state.dataSent, timeMs);
    fold.add(received, state.dataReceived, timeMs);
    fold.metadata = null;
    state.dataSent = 0;
    state.dataReceived = 0;
  }
}

/** The series that every iteration adds to. */
type IterationSeries = Readonly<Record<'duration' | 'iterations' | 'sent' | 'received', SampleSeries>>;

const knownSeries = new WeakMap<SampleFold, WeakMap<Tags, IterationSeries>>();

function seriesFor(fold: SampleFold, tags: Tags): IterationSeries {
  let byTags = knownSeries.get(fold);
  if (byTags === undefined) {
    byTags = new WeakMap();
    knownSeries.set(fold, byTags);
  }
  let series = byTags.get(tags);
  if (series === undefined) {
    const tagSet = fold.tagSet(tags);
    const of = (metric: string) => fold.seriesOf(metric, tagSet) as SampleSeries;
    series = {
      duration: of('iteration_duration'),
      iterations: of('iterations'),
      sent: of('data_sent'),
      received: of('data_received'),
    };
    byTags.set(tags, series);
  }
  return series;
}
