import { createHash } from 'node:crypto';
import type { Bundle } from '../../../build/bundle.ts';
import { type PreparedScript, prepareScript } from '../../../build/prepared-script.ts';
import type { Part } from '../../../thresholds.ts';
import { EmbeddedEngine } from '../../engine/embedded/embedded-engine.ts';
import { initLimitMs } from '../../engine/embedded/init-limit.ts';
import { WorkerLink } from '../../engine/embedded/worker-link.ts';
import type { Engine, LoadedScript, LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import { checkOutput } from '../../outputs/index.ts';
import { type OptionTiers, resolveOptions } from '../../plan/resolve-options.ts';
import { planRun, type RunPlan, type WorkersAsked } from '../../plan/run-plan.ts';
import { requestsEach, type ScriptAbout, scriptAbout } from '../../plan/script-about.ts';
import type { SecretSources } from '../../plan/secret-sources.ts';
import { defaultVuOptions } from '../../plan/vu-options.ts';
import { isPaced } from '../../targets/guard-rails.ts';
import type { Target, TargetAccess } from '../../targets/target.ts';
import { type MetricThresholds, readThresholds } from '../../verdict/threshold.ts';
import type { FailOn } from '../../verdict/verdict.ts';
import { checkTrendStats } from './run-summary.ts';

/** A script with its engine, ready to run: init code was run, options are resolved and checked. */
export interface LoadedRun {
  engine: Engine;
  loaded: LoadedScript;
  plan: RunPlan;
  thresholds: readonly MetricThresholds[];
  /** Of the script's entry file. */
  path: string;
  /** What the script read in `__ENV`. */
  env: Readonly<Record<string, string>>;
  /** Parts of R3MES that the script says it is about; empty for scripts of somebody else. */
  parts: readonly Part[];
  about: ScriptAbout;
  /** The bundle. */
  code: string;
  /** How the target's requests are made; null without a target. */
  access: TargetAccess | null;
  /** Of the bundled code. */
  hash: string;
}

/** What a run is judged by beside its thresholds. */
export interface Objectives {
  target: Pick<Target, 'slos' | 'parts'> | null;
  failOn: FailOn;
}

/** What to load and with what. */
export interface LoadRequest {
  script: string;
  cwd: string;
  /** Of prepared scripts; null: none. */
  cacheDirectory: string | null;
  env: Readonly<Record<string, string>>;
  secrets: SecretSources;
  /** Options of k6 from the configuration file, the environment and the flags. */
  tiers: Omit<OptionTiers, 'script'>;
  workers: WorkersAsked;
  outputs: readonly string[];
  thresholds: boolean;
  /** `left`: thresholds on metrics that only k6 knows are left to it. */
  unknownMetrics?: 'refused' | 'left';
  /** A target's cap, held by k6's option `rps` unless a plan's arrival rates alone keep its requests within it; null without one. */
  maxRequestsPerSecond: number | null;
  access: TargetAccess | null;
  /** Null with --no-gate. */
  objectives: Objectives | null;
  /** The engine's code as built. */
  workerFile: URL;
  log: (entry: LogEntry) => void;
  now: () => number;
}

/** Bundles, rewrites and loads a script. Throws HarnessError with k6's exit codes; no engine is left behind then. */
export async function loadRun(request: LoadRequest): Promise<LoadedRun> {
  request.outputs.forEach(checkOutput);
  const { engine, script, prepared } = await embedded(request);
  try {
    const planned = plannedRun(script, prepared.bundle, request);
    await engine.start(planned.plan.workers);
    return { engine, loaded: script, ...planned };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What a script exports and declares, by running its init code here; nothing goes on running. */
export async function embeddedScript(request: LoadRequest): Promise<LoadedScript> {
  const { engine, script } = await embedded(request);
  await engine.close();
  return script;
}

async function embedded(request: LoadRequest) {
  const { env, secrets, workerFile, log, now } = request;
  // It boots while the script is bundled and rewritten.
  const thread = new WorkerLink(workerFile);
  const prepared = await preparedFor(request).catch(async (error: unknown) => {
    await thread.close();
    throw error;
  });
  const { bundle, suspended } = prepared;
  const script = { entryPath: bundle.entryPath, suspended };
  for (const message of suspended.warnings) log({ level: 'warning', message, fields: {}, timeMs: now() });
  const options = defaultVuOptions({});
  const birth = { script, env, secrets, options, firstInit: null, initLimitMs: initLimitMs(env) };
  return { ...(await EmbeddedEngine.load(thread, birth, log)), prepared };
}

const preparedFor = ({ script, cwd, cacheDirectory }: LoadRequest): Promise<PreparedScript> =>
  prepareScript(script, cwd, cacheDirectory);

/** Tags that thresholds select by. */
export function thresholdTags(thresholds: readonly MetricThresholds[]): string[] {
  return thresholds.flatMap(({ tags }) => Object.keys(tags));
}

/** The plan, thresholds and parts of a script whose exports are known. Throws HarnessError (104, 255). */
export function plannedRun(
  script: LoadedScript,
  { code, entryPath }: Pick<Bundle, 'code' | 'entryPath'>,
  request: LoadRequest,
): Omit<LoadedRun, 'engine' | 'loaded'> {
  const hash = `sha256:${createHash('sha256').update(code).digest('hex').slice(0, 16)}`;
  const { access, env } = request;
  const said = { access, env, parts: partsOf(script), about: scriptAbout(aboutR3mes(script)) };
  return { path: entryPath, hash, code, ...said, ...planOf(script, request) };
}

function planOf(script: LoadedScript, request: LoadRequest): Pick<LoadedRun, 'plan' | 'thresholds'> {
  if (script.functions.length === 0) {
    throw new HarnessError('no exported functions in script', {
      code: 'ERR_SCRIPT_NO_FUNCTION',
      exit: 'usage',
      loading: true,
      hint: 'Export a function, e.g. `export default function () {}`.',
    });
  }
  const resolved = resolveOptions({ ...request.tiers, script: scriptOptions(script) });
  const warn = (message: string, fields = {}): void =>
    request.log({ level: 'warning', message, fields, timeMs: request.now() });
  for (const { key, near } of resolved.unknown) {
    const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` };
    const error = `json: unknown field "${key}"`;
    warn('There were unknown fields in the options exported in the script', { error, ...hint });
  }
  for (const message of resolved.warnings) warn(message);
  const planned = planRun(resolved, script.functions, request.workers);
  const plan = capped(planned, request.maxRequestsPerSecond, scriptAbout(aboutR3mes(script)));
  for (const message of plan.warnings) warn(message);
  checkTrendStats(plan.options);
  const declared = (plan.options['thresholds'] ?? {}) as Record<string, unknown>;
  const given = request.unknownMetrics === 'left' ? onKnownMetrics(declared, script) : declared;
  const { thresholds, problems, unknownMetrics, warnings } = readThresholds(given, script.metrics);
  if (!request.thresholds) {
    for (const metric of unknownMetrics) {
      const error = `metric '${metric}' does not exist in the script`;
      warn(`Invalid metric '${metric}' in threshold definitions`, { error });
    }
    // Their sub-metrics stay, since reports look at them.
    return { plan, thresholds: thresholds.map((each) => ({ ...each, expressions: [] })) };
  }
  for (const message of warnings) warn(message);
  if (problems.length === 0) return { plan, thresholds };
  throw new HarnessError(problems.join('; '), { code: 'ERR_PLAN_THRESHOLDS', exit: 'invalidConfig' });
}

function onKnownMetrics(thresholds: Record<string, unknown>, { metrics }: LoadedScript) {
  const known = new Set(metrics.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(thresholds).filter(([key]) => known.has(key.split('{')[0]?.trim() ?? '')),
  );
}

function partsOf(script: LoadedScript): readonly Part[] {
  const { parts } = aboutR3mes(script);
  return Array.isArray(parts) ? (parts.filter((part) => typeof part === 'string') as Part[]) : [];
}

// An arrival rate counts iterations, and the cap requests. Caps below 1 are the guard rails': rps is a whole number.
function capped(plan: RunPlan, maxPerSecond: number | null, about: ScriptAbout): RunPlan {
  const oneEach = plan.scenarios.every(({ name }) => (requestsEach(about, name) ?? 2) <= 1);
  if (maxPerSecond === null || (oneEach && plan.scenarios.every(isPaced))) return plan;
  const { rps } = plan.options;
  const own = typeof rps === 'number' && rps > 0 ? rps : Number.POSITIVE_INFINITY;
  return { ...plan, options: { ...plan.options, rps: Math.max(1, Math.floor(Math.min(own, maxPerSecond))) } };
}

function aboutR3mes({ r3mes }: LoadedScript): Record<string, unknown> {
  const value: unknown = JSON.parse((r3mes.ok ? r3mes.json : undefined) ?? '{}');
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function scriptOptions({ options, notFunctions }: LoadedScript): Record<string, unknown> {
  const refused = (message: string, exit: 'usage' | 'invalidConfig'): HarnessError =>
    new HarnessError(message, {
      code: 'ERR_SCRIPT_EXPORT',
      exit,
      loading: true,
      hint: 'Export `const options = { vus: 1 };`, `function setup() {}`, `function teardown(data) {}`.',
    });
  const [wrong] = notFunctions.filter((name) => name !== 'handleSummary');
  if (wrong !== undefined) throw refused(`exported '${wrong}' must be a function`, 'usage');
  if (!options.ok) throw refused(`error parsing script options: ${options.problem}`, 'usage');
  const value: unknown = JSON.parse(options.json ?? '{}');
  if (value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refused(`the exported options must be an object, not ${JSON.stringify(value)}`, 'invalidConfig');
}
