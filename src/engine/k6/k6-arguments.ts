import { resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { abilitiesOf, type K6Version } from './k6-version.ts';

/** What `k6 run` is to be told. */
export interface K6Wanted {
  version: K6Version;
  cwd: string;
  /** Options of k6 as the user's flags give them: `--vus` with `5`, `--tag` with each of its values. */
  options: readonly { flag: string; text: string | readonly string[] }[];
  /** `__ENV`, beside the environment of the process. */
  env: Readonly<Record<string, string>>;
  includeSystemEnvVars: boolean;
  thresholds: boolean;
  config?: string | undefined;
  outputs: readonly string[];
  summaryMode?: string | undefined;
  summaryExport?: string | undefined;
  secretSource: readonly string[];
  /** Switches that go to k6 as they are. */
  switches: readonly string[];
  /** Executors of the plan, since a version may lack one. */
  executors: readonly string[];
}

/** Arguments of `k6 run` (without the script), and the environment that they need. */
export interface K6Arguments {
  args: string[];
  env: Record<string, string>;
}

/** What a driven k6 gets before the user's own flags: hermetic, quiet, its log as JSON. */
export function driverArguments(version: K6Version): string[] {
  const log = ['--log-output=stderr', '--log-format=json'];
  return ['--quiet', '--no-usage-report', '--no-color', ...log, ...abilitiesOf(version).restOff];
}

/**
 * The user's flags in the words of the version at hand. Each value is one element
 * of the array, so blanks, `&`, quotes and `$` arrive as they are. Variables go by the environment, not by `-e`: the
 * arguments of a process are there for all to read. Throws HarnessError (104) for what the version lacks.
 */
export function k6Arguments(wanted: K6Wanted): K6Arguments {
  const { version, cwd } = wanted;
  const abilities = abilitiesOf(version);
  refuseExecutors(wanted);
  const args = [...wanted.switches];
  for (const { flag, text } of wanted.options) {
    for (const each of typeof text === 'string' ? [text] : text) args.push(`${flag}=${each}`);
  }
  if (!wanted.thresholds) args.push('--no-thresholds');
  if (wanted.config !== undefined) args.push(`--config=${resolve(cwd, wanted.config)}`);
  if (wanted.summaryExport !== undefined) args.push(`--summary-export=${wanted.summaryExport}`);
  if (wanted.summaryMode === 'disabled') args.push(...abilities.summaryOff);
  else if (wanted.summaryMode !== undefined) args.push(`--summary-mode=${wanted.summaryMode}`);
  const { outputs, env } = withoutPasswords(wanted.outputs);
  for (const output of outputs) args.push(`--out=${output}`);
  const [source, ...others] = wanted.secretSource;
  // The variable holds one source; k6 has no other way for several (docs/engines.md).
  if (source !== undefined && others.length === 0) env['K6_SECRET_SOURCE'] = source;
  else for (const each of wanted.secretSource) args.push(`--secret-source=${each}`);
  if (!wanted.includeSystemEnvVars) args.push('--include-system-env-vars=false');
  for (const [name, value] of Object.entries(wanted.env)) {
    // `K6_...` would be an option, and without the system's variables there is no other way.
    if (name.startsWith('K6_') || !wanted.includeSystemEnvVars) args.push(`--env=${name}=${value}`);
    else env[name] = value;
  }
  return { args, env };
}

// `influxdb=http://user:password@host/db`: k6 takes both words from variables too.
function withoutPasswords(given: readonly string[]): { outputs: string[]; env: Record<string, string> } {
  const env: Record<string, string> = {};
  const outputs = given.map((output) => {
    const [, url = ''] = /^influxdb=(.+)$/s.exec(output) ?? [];
    if (!URL.canParse(url)) return output;
    const parsed = new URL(url);
    if (parsed.password === '' || 'K6_INFLUXDB_PASSWORD' in env) return output;
    env['K6_INFLUXDB_USERNAME'] = decodeURIComponent(parsed.username);
    env['K6_INFLUXDB_PASSWORD'] = decodeURIComponent(parsed.password);
    [parsed.username, parsed.password] = ['', ''];
    return `influxdb=${parsed.href}`;
  });
  return { outputs, env };
}

function refuseExecutors({ version, executors }: K6Wanted): void {
  if (abilitiesOf(version).externallyControlled || !executors.includes('externally-controlled')) return;
  throw new HarnessError(`k6 ${version.text} has no executor "externally-controlled": version 2 removed it`, {
    code: 'ERR_K6_LACKS',
    exit: 'invalidConfig',
    hint: 'Use constant-vus or ramping-vus, or a k6 of version 1 (--k6-path).',
  });
}
