import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { bundleForK6, type K6Bundle } from '../../../build/bundle-for-k6.ts';
import { withThresholds } from '../../../build/with-thresholds.ts';
import type { LoadedScript } from '../../engine/engine.ts';
import { commandOf } from '../../engine/k6/k6-command.ts';
import { K6Engine } from '../../engine/k6/k6-engine.ts';
import { K6Workspace } from '../../engine/k6/k6-workspace.ts';
import { HarnessError, isHarnessError } from '../../errors.ts';
import { BUILTIN_METRICS } from '../../metrics/registry.ts';
import { durationOptionMs } from '../../plan/run-plan.ts';
import { hermetic, type K6Drive, runArguments } from './k6-run-arguments.ts';
import {
  embeddedScript,
  type LoadedRun,
  type LoadRequest,
  plannedRun,
  thresholdTags,
} from './load-script.ts';
import { objectiveThresholds } from './objective-thresholds.ts';

const INSPECT_TIMEOUT_MS = 60_000;
const SUMMARY_TIMEOUT_MS = 120_000;

/**
 * Loads a script for k6 itself: what it exports is read by the embedded engine, or by `k6 inspect` where only k6 can
 * load it. Throws HarnessError with k6's exit codes; nothing is left behind then.
 */
export async function loadK6Run(request: LoadRequest, drive: K6Drive): Promise<LoadedRun> {
  refuseAccess(request);
  const bundle = await bundleForK6(request.script, request.cwd);
  const own = await embeddedScript(request).catch(refusedOnlyHere);
  const script = own ?? (await inspected(bundle, drive, request));
  refuseIgnoredVus(drive, request, script);
  const planned = plannedRun(script, bundle, own === null ? withoutUnknownMetrics(request) : request);
  const run = { ...planned, loaded: script };
  const { options } = planned.plan;
  const declared = (options['thresholds'] ?? {}) as Record<string, unknown>;
  const { objectives } = request;
  const added = objectives === null || !request.thresholds ? {} : objectiveThresholds(run, objectives);
  const hasAdded = Object.keys(added).length > 0;
  const { code } = hasAdded ? await withThresholds(bundle, { added, otherwise: declared }) : bundle;
  const { binary, environment } = drive;
  const { args, plain, env } = runArguments(request, drive, planned.plan);
  const engine = new K6Engine({
    ...{ binary, args, cwd: request.cwd, now: request.now },
    workspace: new K6Workspace(bundle.entryPath, code),
    plain: { scriptFile: bundle.entryPath, args: plain },
    env: { ...hermetic(environment), ...env, ...capOf(request, options) },
    keptTags: thresholdTags(planned.thresholds),
    addedThresholds: Object.keys(added),
    leftThresholds: Object.keys(declared).filter((key) => !isKnown(key, planned)),
    patience: patienceOf(drive, options),
  });
  return { ...run, engine };
}

function patienceOf({ finishTimeoutMs, flags }: K6Drive, options: Readonly<Record<string, unknown>>) {
  const otherwiseMs = durationOptionMs(options, 'handleSummaryTimeout', SUMMARY_TIMEOUT_MS) + finishTimeoutMs;
  // Samples on standard output look like a summary, whose writer has yet to begin.
  const samplesAreText = flags.out.some((output) => /^(json|csv)(=-?)?$/.test(output));
  return { afterTextMs: samplesAreText ? otherwiseMs : finishTimeoutMs, otherwiseMs };
}

const isKnown = (key: string, { thresholds }: Pick<LoadedRun, 'thresholds'>): boolean =>
  thresholds.some((each) => each.key === key.trim());

// A target's cap became the option rps: k6 gets it by its variable, which wins over the script.
function capOf({ maxRequestsPerSecond }: LoadRequest, { rps }: Readonly<Record<string, unknown>>) {
  return maxRequestsPerSecond === null || typeof rps !== 'number' ? {} : { K6_RPS: String(rps) };
}

// Headers and certificates are added by the embedded engine; k6 has no place for them outside the script.
function refuseAccess({ access }: LoadRequest): void {
  const needs = [
    ...(Object.keys(access?.headers ?? {}).length > 0 ? ['headers'] : []),
    ...(access?.clientCertificate ? ['a client certificate'] : []),
    ...(access?.ca ? ['a CA of its own'] : []),
  ];
  if (needs.length === 0) return;
  throw new HarnessError(`the target needs ${needs.join(' and ')}, which k6 takes from the script alone`, {
    code: 'ERR_K6_LACKS',
    exit: 'invalidConfig',
    hint: 'Run with the embedded engine, or set them in the script (options.tlsAuth, params.headers).',
  });
}

// Before 2.1 k6 ignores it without a word; the plan, its guard rails and the record would say what does not run.
function refuseIgnoredVus({ binary }: K6Drive, { tiers }: LoadRequest, { options }: LoadedScript): void {
  const { major, minor, text } = binary.version;
  if (major > 2 || (major === 2 && minor >= 1) || !options.ok) return;
  const script = JSON.parse(options.json ?? '{}') as { scenarios?: object } | null;
  const outside = { ...tiers.environment, ...tiers.flags };
  const replaced = ['duration', 'iterations', 'stages'].some((name) => name in outside);
  if (!('vus' in outside) || replaced || Object.keys(script?.scenarios ?? {}).length === 0) return;
  throw new HarnessError(
    `k6 ${text} ignores --vus where a script has scenarios; since 2.1 it runs ${outside['vus']} iterations in their place`,
    {
      code: 'ERR_K6_LACKS',
      exit: 'invalidConfig',
      hint: 'Leave out --vus (K6_VUS) to run the scenarios, or give --duration or --iterations with it.',
    },
  );
}

function refusedOnlyHere(error: unknown): null {
  if (isHarnessError(error) && error.code === 'ERR_BUNDLE_NEEDS_K6') return null;
  throw error;
}

async function inspected(
  bundle: K6Bundle,
  { binary, environment }: K6Drive,
  { cwd, env }: LoadRequest,
): Promise<LoadedScript> {
  const workspace = new K6Workspace(bundle.entryPath, bundle.code);
  try {
    const { scriptFile } = workspace.open();
    // Unlike "run", "inspect" hides the environment from the script unless it is told not to.
    const args = ['inspect', '--include-system-env-vars=true', scriptFile];
    const folders = [dirname(scriptFile)];
    const command = commandOf(binary, { args, env: { ...hermetic(environment), ...env }, cwd, folders });
    const { stdout } = await promisify(execFile)(command.file, command.args, {
      cwd,
      env: command.env as NodeJS.ProcessEnv,
      timeout: INSPECT_TIMEOUT_MS,
      maxBuffer: 16 * 1024 * 1024,
    });
    const options = JSON.stringify(JSON.parse(stdout));
    return {
      functions: bundle.exports.filter((name) => name !== 'options'),
      options: { ok: true, json: options },
      r3mes: { ok: true, json: undefined },
      notFunctions: [],
      metrics: BUILTIN_METRICS,
    };
  } catch (cause) {
    const { stderr = '', code } = cause as { stderr?: string; code?: unknown };
    throw new HarnessError(`k6 inspect refused the script: ${lastLine(stderr) || String(code ?? cause)}`, {
      code: 'ERR_K6_INSPECT',
      exit: 'scriptException',
      hint: 'The message is k6\'s; "k6 inspect" on the script shows all of it.',
      cause,
    });
  } finally {
    workspace.close();
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

// Metrics that only k6 knows (browser, extensions) are judged by k6: its exit code tells.
const withoutUnknownMetrics = (request: LoadRequest): LoadRequest => ({ ...request, unknownMetrics: 'left' });
