import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleForK6, type K6Bundle } from '../../../build/bundle-for-k6.ts';
import type { LoadedScript } from '../../engine/engine.ts';
import type { K6Binary } from '../../engine/k6/find-k6.ts';
import {
  driverArguments,
  type K6Arguments,
  k6Arguments,
  writesToStdout,
} from '../../engine/k6/k6-arguments.ts';
import { commandOf } from '../../engine/k6/k6-command.ts';
import { K6Engine } from '../../engine/k6/k6-engine.ts';
import type { K6Version } from '../../engine/k6/k6-version.ts';
import { HarnessError, isHarnessError } from '../../errors.ts';
import { BUILTIN_METRICS } from '../../metrics/registry.ts';
import type { GivenOption, K6RunFlags } from './k6-flags.ts';
import {
  embeddedScript,
  type LoadedRun,
  type LoadRequest,
  plannedRun,
  thresholdTags,
} from './load-script.ts';

/** How k6 is to be driven. */
export interface K6Drive {
  binary: K6Binary;
  /** The process's environment. */
  environment: Readonly<Record<string, string | undefined>>;
  flags: K6RunFlags & { given: readonly GivenOption[] };
  /** How long k6 may go on after its summary. */
  finishTimeoutMs: number;
}

const INSPECT_TIMEOUT_MS = 60_000;

/**
 * Loads a script for k6 itself: what it exports is read by the embedded engine, or by `k6 inspect` where only k6 can
 * load it. Throws HarnessError with k6's exit codes; nothing is left behind then.
 */
export async function loadK6Run(request: LoadRequest, drive: K6Drive): Promise<LoadedRun> {
  refuseAccess(request);
  const bundle = await bundleForK6(request.script, request.cwd);
  const scratch = mkdtempSync(join(tmpdir(), 'r3mes-k6-'));
  const scriptFile = placeOf(bundle, scratch);
  const cleanUp = (): void => {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(scriptFile, { force: true });
  };
  try {
    writeFileSync(scriptFile, bundle.code);
    const own = await embeddedScript(request).catch(refusedOnlyHere);
    const place = { scriptFile, folders: [scratch, dirname(scriptFile)], request };
    const script = own ?? (await inspected(bundle, drive, place));
    const planned = plannedRun(script, bundle, own === null ? withoutUnknownMetrics(request) : request);
    const { args, plain, env } = argumentsOf(request, drive, planned.plan.scenarios);
    const engine = new K6Engine({
      ...{ binary: drive.binary, scriptFile, args, scratch, cleanUp, now: request.now },
      plain: { scriptFile: bundle.entryPath, args: plain },
      env: { ...hermetic(drive.environment), ...env, ...capOf(request, planned.plan.options) },
      cwd: request.cwd,
      keptTags: thresholdTags(planned.thresholds),
      finishTimeoutMs: writesToStdout(drive.flags.out) ? null : drive.finishTimeoutMs,
    });
    return { ...planned, engine, loaded: script };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

// A target's cap became the option rps: k6 gets it by its variable, which wins over the script.
function capOf({ maxRequestsPerSecond }: LoadRequest, { rps }: Readonly<Record<string, unknown>>) {
  return maxRequestsPerSecond === null || typeof rps !== 'number' ? {} : { K6_RPS: String(rps) };
}

/** The environment of k6: nothing is looked up on the network, no port of the dashboard is opened in CI. */
export function hermetic(environment: K6Drive['environment']): Record<string, string | undefined> {
  const dashboard = environment['CI'] ? { K6_WEB_DASHBOARD_PORT: '-1' } : {};
  return { K6_AUTO_EXTENSION_RESOLUTION: 'false', K6_NO_USAGE_REPORT: 'true', ...dashboard, ...environment };
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

// `open()` looks beside the entry file, so a bundle that calls it must lie there.
function placeOf({ entryPath, code }: K6Bundle, scratch: string): string {
  const folder = dirname(entryPath);
  if (!/\bopen\s*\(|import\.meta/.test(code) || !writable(folder)) return join(scratch, 'bundle.js');
  return join(folder, `.r3mes-${scratch.slice(-6)}.bundle.js`);
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function refusedOnlyHere(error: unknown): null {
  if (isHarnessError(error) && error.code === 'ERR_BUNDLE_NEEDS_K6') return null;
  throw error;
}

async function inspected(
  bundle: K6Bundle,
  { binary, environment }: K6Drive,
  { scriptFile, folders, request }: { scriptFile: string; folders: string[]; request: LoadRequest },
): Promise<LoadedScript> {
  const { cwd, env } = request;
  const args = ['inspect', scriptFile];
  const command = commandOf(binary, { args, env: { ...hermetic(environment), ...env }, cwd, folders });
  try {
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
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

// Metrics that only k6 knows (browser, extensions) are judged by k6: its exit code tells.
const withoutUnknownMetrics = (request: LoadRequest): LoadRequest => ({ ...request, unknownMetrics: 'left' });

function argumentsOf(
  request: LoadRequest,
  { binary, flags, environment }: K6Drive,
  scenarios: readonly { executor: string }[],
): { args: string[]; plain: string[]; env: Record<string, string> } {
  const own = Object.entries(request.env).filter(([name, value]) => environment[name] !== value);
  const user = userArguments(binary.version, flags, {
    cwd: request.cwd,
    env: Object.fromEntries(own),
    executors: scenarios.map(({ executor }) => executor),
  });
  return { args: [...driverArguments(binary.version), ...user.args], plain: user.args, env: user.env };
}

// The user's flags in k6's own words.
function userArguments(
  version: K6Version,
  flags: K6RunFlags & { given: readonly GivenOption[] },
  {
    cwd,
    env,
    executors = [],
  }: { cwd: string; env: Readonly<Record<string, string>>; executors?: readonly string[] },
): K6Arguments {
  return k6Arguments({
    version,
    cwd,
    options: flags.given.map(({ source, text }) => ({ flag: source, text })),
    env,
    includeSystemEnvVars: flags.includeSystemEnvVars ?? true,
    thresholds: flags.thresholds,
    config: flags.config,
    outputs: flags.out,
    summaryMode: flags.summaryMode,
    summaryExport: flags.summaryExport,
    secretSource: flags.secretSource,
    switches: [
      ...(flags.verbose ? ['--verbose'] : []),
      ...(flags.quiet ? ['--quiet'] : []),
      ...(flags.color ? [] : ['--no-color']),
      ...(flags.logOutput === undefined ? [] : [`--log-output=${flags.logOutput}`]),
      ...(flags.logFormat === undefined ? [] : [`--log-format=${flags.logFormat}`]),
    ],
    executors,
  });
}
