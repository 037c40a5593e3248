import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { readConfigFile } from '../../plan/config-file.ts';
import { suggest } from '../../plan/suggest.ts';
import type { K6RunFlags } from './k6-flags.ts';

const MODES = ['extended', 'base', 'experimental_enhanced'];

/**
 * k6's flags with what its `K6_*` variables and its configuration file say where no flag was given. Throws
 * HarnessError for values that a flag cannot take (usage) and for a file that cannot be read (104).
 */
export function completeFlags<T extends K6RunFlags & { engine?: string }>(host: Host, flags: T): T {
  const { env } = host;
  const file = readConfigFile(flags.config, host);
  const text = (given: string | undefined, variable: string): string | undefined =>
    given ?? (env[variable] || undefined);
  const isOn = (given: boolean | undefined, variable: string, key?: string): boolean =>
    given ||
    /^(1|t|true)$/i.test(env[variable] ?? '') ||
    (key !== undefined && env[variable] === undefined && file[key] === true);
  refuseUnknown(flags, text(flags.compatibilityMode, 'K6_COMPATIBILITY_MODE') ?? 'extended');
  return {
    ...flags,
    out: outputsOf(flags, env['K6_OUT'], file['out']),
    collectors: (file['collectors'] ?? {}) as Record<string, unknown>,
    thresholds: flags.thresholds && !isOn(false, 'K6_NO_THRESHOLDS'),
    linger: isOn(flags.linger, 'K6_LINGER', 'linger'),
    newMachineReadableSummary: isOn(flags.newMachineReadableSummary, 'K6_NEW_MACHINE_READABLE_SUMMARY'),
    color: flags.color && !isOn(false, 'K6_NO_COLOR') && !env['NO_COLOR'],
    includeSystemEnvVars:
      flags.includeSystemEnvVars ?? !/^(0|f|false)$/i.test(env['K6_INCLUDE_SYSTEM_ENV_VARS'] ?? ''),
    secretSource:
      flags.secretSource.length > 0 ? flags.secretSource : [env['K6_SECRET_SOURCE'] ?? ''].filter(Boolean),
    ...given('summaryMode', text(flags.summaryMode, 'K6_SUMMARY_MODE')),
    ...given('summaryExport', text(flags.summaryExport, 'K6_SUMMARY_EXPORT')),
    ...given('logOutput', text(flags.logOutput, 'K6_LOG_OUTPUT')),
    ...given('logFormat', text(flags.logFormat, 'K6_LOG_FORMAT')),
  };
}

const given = (name: string, value: string | undefined): object =>
  value === undefined ? {} : { [name]: value };

function outputsOf({ out }: K6RunFlags, variable: string | undefined, file: unknown): readonly string[] {
  if (out.length > 0) return out;
  if (variable)
    return variable
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);
  return Array.isArray(file) ? file.map(String) : typeof file === 'string' ? [file] : [];
}

function refuseUnknown(
  { tracesOutput, summary, engine }: K6RunFlags & { engine?: string },
  mode: string,
): void {
  if (summary === false) {
    throw new HarnessError('--no-summary is gone since k6 2.0', {
      code: 'ERR_PLAN_FLAG_GONE',
      exit: 'usage',
      hint: 'Use --summary-mode=disabled.',
    });
  }
  if (tracesOutput !== undefined && tracesOutput !== 'none' && engine !== 'k6') {
    throw new HarnessError('the embedded engine writes no traces', {
      code: 'ERR_PLAN_TRACES',
      exit: 'usage',
      hint: 'Leave out --traces-output, or use --engine k6.',
    });
  }
  if (MODES.includes(mode)) return;
  const near = suggest(mode, MODES);
  throw new HarnessError(
    `invalid compatibility mode "${mode}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
    {
      code: 'ERR_PLAN_COMPATIBILITY',
      exit: 'usage',
      hint: 'Modes: extended, base.',
    },
  );
}
