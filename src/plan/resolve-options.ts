import { readShape } from './option-shape.ts';
import { OPTION_NAMES, optionEntry } from './option-table.ts';
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
  const inConfig: string[] = [];
  const config = knownOptions(tiers.config ?? {}, { unknown: [], unreadable: inConfig }, 'file');
  unreadable.push(...inConfig.map((problem) => `${problem} (in the configuration file)`));
  const ordered = [
    { level: 'the configuration file', options: config },
    { level: 'the script', options: script },
    { level: 'the environment', options: tiers.environment ?? {} },
    { level: 'the command line', options: tiers.flags },
  ];
  const features = ordered.findLast(({ options }) => options['features'] != null)?.options['features'];
  const mergeTags = Array.isArray(features) && features.includes('merge-run-tags');
  for (const feature of Array.isArray(features) ? features : [])
    if (feature !== 'merge-run-tags') warnings.push(`the feature "${String(feature)}" has no effect here`);
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
    const tags = mergeTags ? { tags: { ...(merged['tags'] as object), ...(given['tags'] as object) } } : {};
    merged = { ...merged, ...given, ...(given['tags'] === undefined ? {} : tags) };
  }
  return { options: merged, unknown, warnings, problems, unreadable };
}

// Keys are matched without their case, as Go's JSON does.
function knownOptions(
  script: Options,
  { unknown, unreadable }: Pick<ResolvedOptions, 'unknown' | 'unreadable'>,
  from: 'script' | 'file' = 'script',
): Options {
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(script)) {
    const name = OPTION_NAMES.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === undefined || (from === 'script' && optionEntry(name).script === false)) {
      unknown.push({ key, near: name === undefined ? suggest(key, OPTION_NAMES) : undefined });
    } else {
      const read = readShape(optionEntry(name).shape, value, name, unreadable);
      if (read !== undefined) named[name] = read;
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
