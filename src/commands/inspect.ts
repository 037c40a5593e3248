import { relative } from 'node:path';
import { type Bundle, bundleScenario } from '../../build/bundle.ts';
import type { LogEntry } from '../engine/engine.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { expectedOf } from '../inspect/expected.ts';
import type { Finding } from '../inspect/finding.ts';
import { inspectText } from '../inspect/inspect-text.ts';
import { parseVersion } from '../inspect/k6-versions.ts';
import { lintScript } from '../inspect/lint-script.ts';
import { scriptFacts } from '../inspect/script-facts.ts';
import { typeCheck } from '../inspect/type-check.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { violations } from '../targets/guard-rails.ts';
import { resolveTarget, targetNotChosen } from '../targets/resolve-target.ts';
import type { Target } from '../targets/target.ts';
import { intendedRun } from './run/intended-run.ts';
import { loadRequest } from './run/load-request.ts';
import { embeddedScript, type LoadedRun, type LoadRequest, plannedRun } from './run/load-script.ts';
import { plannedAboveCalibration } from './run/planned-load.ts';
import { type RunFlags, scenarioName } from './run.ts';

/** Flags of `harness inspect`: those of a run that shape its plan, and its own. */
export interface InspectFlags extends RunFlags {
  types: boolean;
  json: boolean;
  /** The k6 that is to run the script. */
  k6Version?: string;
}

/** Where init code of ours may think that R3MES is: nothing is sent there. */
const NOWHERE = 'http://127.0.0.1:9';

/** What a script is and would do, with all that can be found without any load; 104 when something is an error. */
export async function inspectCommand(host: Host, given: string, flags: InspectFlags): Promise<number> {
  if (flags.k6Version !== undefined && parseVersion(flags.k6Version) === null) {
    throw new HarnessError(`--k6-version "${flags.k6Version}" is no version`, {
      code: 'ERR_INSPECT_VERSION',
      exit: 'usage',
      hint: 'Write e.g. --k6-version 1.0.0.',
    });
  }
  const script = findScenario(given, host.cwd);
  const isOurs = script !== given;
  const target = await targetOf(host, flags);
  const log: Finding[] = [];
  const request = inspectRequest(host, script, { flags, target, isOurs, log });
  const bundle = await bundleScenario(script, host.cwd);
  const run = plannedRun(await embeddedScript(request), bundle, request);
  const findings = [
    ...log,
    ...(flags.types ? await typeCheck({ entryPath: bundle.entryPath, showPath: showPath(host) }) : []),
    ...lint(host, bundle, { run, flags }),
    ...guardFindings(target, { run, script, request }),
    ...limitFindings(host, run),
  ];
  const inspected = { given, run, findings, options: givenOnly(run.plan.options) };
  if (flags.json) host.out.write(`${JSON.stringify(asJson(inspected), null, 2)}\n`);
  else host.out.write(inspectText(inspected, host.out.columns));
  return findings.some(({ level }) => level === 'error')
    ? EXIT_CODES.invalidConfig.code
    : EXIT_CODES.success.code;
}

const givenOnly = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));

type Planned = Omit<LoadedRun, 'engine' | 'loaded'>;

function lint(host: Host, bundle: Bundle, { run, flags }: { run: Planned; flags: InspectFlags }): Finding[] {
  return lintScript({
    script: scriptFacts(bundle, showPath(host)),
    thresholds: run.thresholds,
    scenarioNames: run.plan.scenarios.map(({ name }) => name),
    k6Version: flags.k6Version ?? null,
  });
}

function limitFindings(host: Host, run: Planned): Finding[] {
  const close = plannedAboveCalibration(host, run);
  return close === null ? [] : [{ rule: 'calibration', level: 'warning', ...close, place: null }];
}

function guardFindings(
  target: Target | null,
  { run, script, request }: { run: Planned; script: string; request: LoadRequest },
): Finding[] {
  if (target === null) return [];
  const intended = intendedRun(target, scenarioName(script), { run, request });
  return violations(intended).map(({ rule, text, hint }) => ({
    rule,
    text,
    hint,
    level: 'error',
    place: null,
  }));
}

async function targetOf(host: Host, { target, targets, env }: InspectFlags): Promise<Target | null> {
  const place = { env: { ...host.env, ...env }, cwd: host.cwd, targets };
  if (target !== undefined) return resolveTarget(target, place);
  if (targets !== undefined) throw await targetNotChosen(place);
  return null;
}

// What the log of a run would warn of is a finding here.
function inspectRequest(
  host: Host,
  script: string,
  {
    flags,
    target,
    isOurs,
    log,
  }: { flags: InspectFlags; target: Target | null; isOurs: boolean; log: Finding[] },
): LoadRequest {
  const onLog = ({ level, message, fields }: LogEntry) => {
    if (fields['source'] === 'console' || (level !== 'warning' && level !== 'error')) return;
    const { error = '', hint = '' } = fields;
    const text = error === '' ? message : `${message}: ${error}`;
    log.push({ rule: 'options', level: 'warning', text, hint, place: null });
  };
  const request = loadRequest(host, script, { flags, target, log: onLog });
  const here: Record<string, string> =
    isOurs && !request.env['R3MES_API_URL'] ? { R3MES_API_URL: NOWHERE } : {};
  return { ...request, env: { ...request.env, ...here } };
}

const showPath = (host: Host) => (path: string) => {
  const shown = relative(host.cwd, path);
  return shown.startsWith('..') ? path : shown;
};

function asJson({ given, run, findings, options }: Parameters<typeof inspectText>[0]) {
  const expected = expectedOf(run.plan, run.about);
  return {
    version: 1,
    script: given,
    parts: run.parts,
    options,
    plan: run.plan.scenarios,
    expected,
    findings,
  };
}
