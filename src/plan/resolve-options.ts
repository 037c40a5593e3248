import { OPTION_NAMES, optionEntry } from './option-table.ts';
import { typeProblem } from './option-types.ts';
import { suggest } from './suggest.ts';

type Options = Readonly<Record<string, unknown>>;

/** Options that decide what runs: setting one at a higher tier clears all of them below. */
const SHORTCUTS = ['duration', 'iterations', 'stages', 'scenarios'] as const;

/** Where options come from, lowest first. */
export interface OptionTiers {
  /** The JSON configuration file. */
  config?: Options;
  script: Options;
  environment?: Options;
  flags: Options;
}

/** What the tiers came to. */
export interface ResolvedOptions {
  options: Options;
  /** Unknown keys of the script, with the closest known one where there is one. */
  unknown: { key: string; near: string | undefined }[];
  warnings: string[];
  /** Combinations that are not allowed. */
  problems: string[];
  /** Values that are not of their option's type. */
  unreadable: string[];
}

/** Merges the tiers: a higher one replaces whole values. Unknown top-level keys of a script are warnings, as in k6. */
export function resolveOptions(tiers: OptionTiers): ResolvedOptions {
  const warnings: string[] = [];
  const problems: string[] = [];
  const unknown: ResolvedOptions['unknown'] = [];
  const unreadable: string[] = [];
  const script = knownOptions(tiers.script, { unknown, unreadable });
  const config = knownOptions(tiers.config ?? {}, { unknown: [], unreadable });
  const ordered = [
    { level: 'the configuration file', options: config },
    { level: 'the script', options: script },
    { level: 'the environment', options: tiers.environment ?? {} },
    { level: 'the command line', options: tiers.flags },
  ];
  let merged: Record<string, unknown> = {};
  for (const { level, options } of ordered) {
    problems.push(...conflicts(options));
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
    const overrides =
      SHORTCUTS.some((key) => given[key] !== undefined) ||
      (given['vus'] !== undefined && merged['scenarios'] !== undefined && level !== 'the script');
    if (overrides) {
      const cleared = SHORTCUTS.filter((key) => merged[key] !== undefined);
      for (const key of cleared) delete merged[key];
      if (cleared.includes('scenarios'))
        warnings.push(`${level} overrides the scenarios of the script entirely`);
    }
    merged = { ...merged, ...given };
  }
  return { options: merged, unknown, warnings, problems, unreadable };
}

// Keys are matched without their case, as Go's JSON does.
function knownOptions(
  script: Options,
  { unknown, unreadable }: Pick<ResolvedOptions, 'unknown' | 'unreadable'>,
): Options {
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(script)) {
    const name = OPTION_NAMES.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === undefined || optionEntry(name).script === false) {
      unknown.push({ key, near: name === undefined ? suggest(key, OPTION_NAMES) : undefined });
    } else if (value !== null) {
      const problem = typeProblem(name, value);
      if (problem === null) named[name] = value;
      else unreadable.push(problem);
    }
  }
  return named;
}

function conflicts(options: Options): string[] {
  const set = SHORTCUTS.filter((key) => options[key] != null);
  const allowed =
    set.length < 2 || (set.length === 2 && set.includes('duration') && set.includes('iterations'));
  return allowed
    ? []
    : [`using ${set.map((key) => `\`${key}\``).join(' and ')} options simultaneously is not allowed`];
}
