import type { K6Binary } from '../../engine/k6/find-k6.ts';
import { driverArguments, k6Arguments } from '../../engine/k6/k6-arguments.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import type { GivenOption, K6RunFlags } from './k6-flags.ts';
import type { LoadRequest } from './load-script.ts';

/** How k6 is to be driven. */
export interface K6Drive {
  binary: K6Binary;
  /** The process's environment. */
  environment: Readonly<Record<string, string | undefined>>;
  flags: K6RunFlags & { given: readonly GivenOption[] };
  /** How long k6 may go on after its summary. */
  finishTimeoutMs: number;
}

/** The environment of k6: nothing is looked up on the network, no port of the dashboard is opened in CI. */
export function hermetic(environment: K6Drive['environment']): Record<string, string | undefined> {
  const dashboard = environment['CI'] ? { K6_WEB_DASHBOARD_PORT: '-1' } : {};
  return { K6_AUTO_EXTENSION_RESOLUTION: 'false', K6_NO_USAGE_REPORT: 'true', ...dashboard, ...environment };
}

/** Arguments and variables of `k6 run`: `args` for a run that is judged here, `plain` for one that is k6's alone. */
export function runArguments(
  request: LoadRequest,
  { binary, flags, environment }: K6Drive,
  { scenarios, options }: Pick<RunPlan, 'scenarios' | 'options'>,
): { args: string[]; plain: string[]; env: Record<string, string> } {
  const { version } = binary;
  const isSystems = flags.includeSystemEnvVars !== false;
  // What k6 inherits need not be said again.
  const own = Object.entries(request.env).filter(
    ([name, value]) => !isSystems || environment[name] !== value,
  );
  const user = (switches: string[]) =>
    k6Arguments({
      version,
      cwd: request.cwd,
      options: flags.given.map(({ source, text }) => ({ flag: source, text })),
      env: Object.fromEntries(own),
      includeSystemEnvVars: isSystems,
      thresholds: flags.thresholds,
      config: flags.config,
      outputs: flags.out,
      summaryMode: flags.summaryMode,
      summaryExport: flags.summaryExport,
      secretSource: flags.secretSource,
      switches,
      executors: scenarios.map(({ executor }) => executor),
    });
  const judged = user([...commonSwitches(flags), ...keptGoing(flags, options)]);
  const plain = user([...commonSwitches(flags), ...plainSwitches(flags)]);
  return { args: [...driverArguments(version), ...judged.args], plain: plain.args, env: judged.env };
}

function commonSwitches(flags: K6RunFlags): string[] {
  const { compatibilityMode, tracesOutput } = flags;
  return [
    ...(flags.verbose ? ['--verbose'] : []),
    ...(flags.newMachineReadableSummary ? ['--new-machine-readable-summary'] : []),
    ...(compatibilityMode === undefined ? [] : [`--compatibility-mode=${compatibilityMode}`]),
    ...(tracesOutput === undefined ? [] : [`--traces-output=${tracesOutput}`]),
  ];
}

// The log of a judged run is the harness's, which reads k6's.
function plainSwitches({ quiet, color, logOutput, logFormat }: K6RunFlags): string[] {
  return [
    ...(quiet ? ['--quiet'] : []),
    ...(color ? [] : ['--no-color']),
    ...(logOutput === undefined ? [] : [`--log-output=${logOutput}`]),
    ...(logFormat === undefined ? [] : [`--log-format=${logFormat}`]),
  ];
}

// The harness lets a paused run begin and lingers itself: nobody would ever wake its k6.
function keptGoing({ linger }: K6RunFlags, { paused }: RunPlan['options']): string[] {
  return [...(linger ? ['--linger=false'] : []), ...(paused === true ? ['--paused=false'] : [])];
}
