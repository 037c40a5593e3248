import { parseDurationMs } from '../duration.ts';
import { type ScenarioPlan, type Stage, WHOLE_SHARE } from './scenario-plan.ts';
import { suggest } from './suggest.ts';

type Config = Readonly<Record<string, unknown>>;

/** Fields of every scenario. */
export const COMMON_FIELDS = ['executor', 'startTime', 'gracefulStop', 'env', 'tags', 'exec', 'options'];

/** Own fields of each executor. */
/** Fields of each executor beside the common ones. */
export const EXECUTOR_FIELDS: Readonly<Record<ScenarioPlan['executor'], readonly string[]>> = {
  'constant-vus': ['vus', 'duration'],
  'ramping-vus': ['startVUs', 'stages', 'gracefulRampDown'],
  'per-vu-iterations': ['vus', 'iterations', 'maxDuration'],
  'shared-iterations': ['vus', 'iterations', 'maxDuration'],
  'constant-arrival-rate': ['rate', 'timeUnit', 'duration', 'preAllocatedVUs', 'maxVUs'],
  'ramping-arrival-rate': ['startRate', 'timeUnit', 'stages', 'preAllocatedVUs', 'maxVUs'],
};

const DEFAULT_GRACE_MS = 30_000;
const DEFAULT_MAX_DURATION_MS = 600_000;

/** Reads fields of one scenario and remembers every problem. */
class Reader {
  readonly problems: string[] = [];
  readonly #name: string;
  readonly #config: Config;

  constructor(name: string, config: Config) {
    this.#name = name;
    this.#config = config;
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  durationMs(field: string, fallbackMs: number | null, minimumMs = 0): number {
    const given = this.#config[field];
    if (given === undefined && fallbackMs !== null) return fallbackMs;
    const ms = parseDurationMs(given);
    if (ms === undefined)
      this.problem(
        given === undefined
          ? `the ${field} is required`
          : `${field} ${JSON.stringify(given)} is no duration; write e.g. "30s"`,
      );
    else if (ms < minimumMs)
      this.problem(`the ${field} must be at least ${minimumMs / 1000}s, it is ${ms / 1000}s`);
    return ms ?? 0;
  }

  count(field: string, fallback: number | null, minimum = 1): number {
    const given = this.#config[field] ?? fallback;
    if (given === null) this.problem(`the ${field} is required`);
    else if (typeof given !== 'number' || !Number.isInteger(given))
      this.problem(`${field} must be a whole number, it is ${JSON.stringify(given)}`);
    else if (given < minimum)
      this.problem(
        `the ${field} must be ${minimum === 0 ? 'non-negative' : `at least ${minimum}`}, it is ${given}`,
      );
    return typeof given === 'number' ? given : 0;
  }

  stages(): Stage[] {
    const given = this.#config['stages'];
    if (!Array.isArray(given) || given.length === 0) {
      this.problem('at least one stage has to be specified');
      return [];
    }
    return given.map((stage: Config, i) => {
      const inner = new Reader(`${this.#name}, stage ${i + 1}`, stage);
      const read = { durationMs: inner.durationMs('duration', null), target: inner.count('target', null, 0) };
      this.problems.push(...inner.problems);
      return read;
    });
  }

  texts(field: string): Record<string, string> {
    const entries = Object.entries((this.#config[field] ?? {}) as object);
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  }
}

/** One scenario's configuration as a plan, with every problem found. */
export function readScenario(
  name: string,
  config: Config,
): { plan: ScenarioPlan | null; problems: string[]; unreadable: string[] } {
  const read = new Reader(name, config);
  if (!/^[0-9a-zA-Z_-]+$/.test(name))
    read.problem('the scenario name should contain only numbers, latin letters, underscores, and dashes');
  const { executor } = config;
  if (executor === undefined) return refused(read, "doesn't have a specified executor type");
  if (typeof executor !== 'string' || !(executor in EXECUTOR_FIELDS)) {
    const near = suggest(String(executor), Object.keys(EXECUTOR_FIELDS));
    const text = `unknown executor type '${String(executor)}'${near ? ` (did you mean "${near}"?)` : ''}`;
    return { plan: null, problems: [], unreadable: [text] };
  }
  const kind = executor as ScenarioPlan['executor'];
  const known = [...COMMON_FIELDS, ...EXECUTOR_FIELDS[kind]];
  const unreadable: string[] = [];
  for (const field of Object.keys(config).filter((key) => !known.includes(key))) {
    const near = suggest(field, known);
    unreadable.push(`json: unknown field "${field}"${near ? ` (did you mean "${near}"?)` : ''}`);
  }
  if (config['exec'] === '') read.problem('exec value cannot be empty');
  const common = {
    name,
    exec: String(config['exec'] ?? 'default'),
    startTimeMs: read.durationMs('startTime', 0),
    gracefulStopMs: read.durationMs('gracefulStop', DEFAULT_GRACE_MS),
    env: read.texts('env'),
    tags: read.texts('tags'),
    share: WHOLE_SHARE,
  };
  return { plan: { ...common, ...READERS[kind](read) } as ScenarioPlan, problems: read.problems, unreadable };
}

function refused(read: Reader, problem: string): { plan: null; problems: string[]; unreadable: string[] } {
  read.problem(problem);
  return { plan: null, problems: read.problems, unreadable: [] };
}

const READERS: Readonly<Record<ScenarioPlan['executor'], (read: Reader) => object>> = {
  'constant-vus': (read) => ({
    executor: 'constant-vus',
    vus: read.count('vus', 1),
    durationMs: read.durationMs('duration', null, 1000),
  }),
  'ramping-vus': rampingVus,
  'per-vu-iterations': (read) => ({
    executor: 'per-vu-iterations',
    vus: read.count('vus', 1),
    iterations: read.count('iterations', 1),
    maxDurationMs: read.durationMs('maxDuration', DEFAULT_MAX_DURATION_MS, 1000),
  }),
  'shared-iterations': sharedIterations,
  'constant-arrival-rate': (read) => ({
    executor: 'constant-arrival-rate',
    rate: read.count('rate', null),
    durationMs: read.durationMs('duration', null, 1000),
    ...arrivalPool(read),
  }),
  'ramping-arrival-rate': (read) => ({
    executor: 'ramping-arrival-rate',
    startRate: read.count('startRate', 0, 0),
    stages: read.stages(),
    ...arrivalPool(read),
  }),
};

function rampingVus(read: Reader): object {
  const startVus = read.count('startVUs', 1, 0);
  const stages = read.stages();
  if (startVus === 0 && stages.every((stage) => stage.target === 0)) {
    read.problem('either startVUs or one of the stages must have a target greater than 0');
  }
  return {
    executor: 'ramping-vus',
    startVus,
    stages,
    gracefulRampDownMs: read.durationMs('gracefulRampDown', DEFAULT_GRACE_MS),
  };
}

function sharedIterations(read: Reader): object {
  const vus = read.count('vus', 1);
  const iterations = read.count('iterations', 1);
  if (iterations < vus)
    read.problem(`the number of iterations (${iterations}) can't be less than the number of VUs (${vus})`);
  return {
    executor: 'shared-iterations',
    vus,
    iterations,
    maxDurationMs: read.durationMs('maxDuration', DEFAULT_MAX_DURATION_MS, 1000),
  };
}

function arrivalPool(read: Reader): { timeUnitMs: number; preAllocatedVus: number; maxVus: number } {
  const timeUnitMs = read.durationMs('timeUnit', 1000);
  if (timeUnitMs <= 0) read.problem('the timeUnit must be more than 0');
  const preAllocatedVus = read.count('preAllocatedVUs', null, 0);
  const maxVus = read.count('maxVUs', preAllocatedVus, 0);
  if (maxVus < preAllocatedVus) read.problem('maxVUs must not be less than preAllocatedVUs');
  return { timeUnitMs, preAllocatedVus, maxVus };
}
