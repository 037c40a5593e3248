import { suggest } from './suggest.ts';

type Options = Readonly<Record<string, unknown>>;

/** Options that decide what runs: setting one at a higher tier clears all of them below. */
const SHORTCUTS = ['duration', 'iterations', 'stages', 'scenarios'] as const;

/** Every option that a script may set. */
const KNOWN = [
  ...SHORTCUTS,
  ...['vus', 'thresholds', 'tags', 'systemTags', 'paused', 'executionSegment', 'executionSegmentSequence'],
  ...[
    'noSetup',
    'noTeardown',
    'setupTimeout',
    'teardownTimeout',
    'handleSummaryTimeout',
    'rps',
    'dns',
    'maxRedirects',
  ],
  ...[
    'userAgent',
    'batch',
    'batchPerHost',
    'httpDebug',
    'insecureSkipTLSVerify',
    'tlsCipherSuites',
    'tlsVersion',
  ],
  ...[
    'tlsAuth',
    'throw',
    'blacklistIPs',
    'blockHostnames',
    'hosts',
    'noConnectionReuse',
    'noVUConnectionReuse',
  ],
  ...['minIterationDuration', 'cloud', 'ext', 'summaryTrendStats', 'summaryTimeUnit', 'noCookiesReset'],
  ...['discardResponseBodies', 'metricSamplesBufferSize', 'features', 'consoleOutput', 'localIPs'],
];

/** What the tiers came to. */
export interface ResolvedOptions {
  options: Options;
  warnings: string[];
  problems: string[];
}

/** Merges the tiers, lowest first: script, then command line. Unknown top-level keys are warnings, as in k6. */
export function resolveOptions(script: Options, flags: Options): ResolvedOptions {
  const warnings: string[] = [];
  const problems: string[] = [];
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(script)) {
    const name = KNOWN.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === undefined) {
      const near = suggest(key, KNOWN);
      warnings.push(
        `the option "${key}" is unknown and has no effect${near ? `; did you mean "${near}"?` : ''}`,
      );
    } else if (value !== null) named[name] = value;
  }
  problems.push(...conflicts(named), ...conflicts(flags));
  const overrides = SHORTCUTS.some((key) => flags[key] !== undefined);
  const alone = !overrides && flags['vus'] !== undefined && named['scenarios'] !== undefined;
  if (overrides || alone) {
    const cleared = SHORTCUTS.filter((key) => named[key] !== undefined);
    for (const key of cleared) delete named[key];
    if (cleared.includes('scenarios'))
      warnings.push('the command line overrides the scenarios of the script entirely');
  }
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  return { options: { ...named, ...given }, warnings, problems };
}

function conflicts(options: Options): string[] {
  const set = SHORTCUTS.filter((key) => options[key] !== undefined);
  const allowed =
    set.length < 2 || (set.length === 2 && set.includes('duration') && set.includes('iterations'));
  return allowed ? [] : [`using ${set.join(' and ')} together is not allowed: give one of them`];
}
