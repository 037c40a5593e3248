import { goDuration, parseDurationMs } from '../duration.ts';
import { DEFAULT_TREND_STATS, systemTagsOf } from './option-defaults.ts';
import type { Shape } from './option-shape.ts';
import { OPTION_NAMES, OPTION_TABLE, type OptionEntry } from './option-table.ts';
import { COMMON_FIELDS, EXECUTOR_FIELDS } from './scenario-shapes.ts';

type Options = Readonly<Record<string, unknown>>;

/** Keys that `exec.test.options` does not have: shortcuts have become scenarios. */
const HIDDEN: readonly string[] = ['cloud', 'duration', 'iterations', 'stages', 'vus'];

/** Options as `exec.test.options` shows them: every key, null where nothing was set. */
export function shownOptions(options: Options): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const { shape }: OptionEntry = OPTION_TABLE[name];
    if (!HIDDEN.includes(name)) shown[name] = inGoWords(shape, options[name]) ?? null;
  }
  shown['summaryTrendStats'] ??= DEFAULT_TREND_STATS;
  shown['systemTags'] = systemTagsOf(options);
  shown['dns'] = { ttl: null, select: null, policy: null, ...(options['dns'] as Options | undefined) };
  const scenarios = (options['scenarios'] ?? {}) as Record<string, Options>;
  shown['scenarios'] = Object.fromEntries(
    Object.entries(scenarios).map(([name, config]) => [name, shownScenario(config)]),
  );
  return shown;
}

function shownScenario(config: Options): Record<string, unknown> {
  const own =
    Object.entries(EXECUTOR_FIELDS).find(([executor]) => executor === config['executor'])?.[1] ?? {};
  const { options: _, ...common } = COMMON_FIELDS;
  const fields = { ...common, ...own };
  return Object.fromEntries(
    [...new Set([...Object.keys(fields), ...Object.keys(config)])].map((field) => [
      field,
      inGoWords(fields[field], config[field]) ?? null,
    ]),
  );
}

// Durations as Go writes them, however they were given.
function inGoWords(shape: Shape | undefined, value: unknown): unknown {
  if (shape?.is === 'duration') {
    const ms = parseDurationMs(value);
    return ms === undefined ? value : goDuration(ms);
  }
  if (shape?.is === 'list' && Array.isArray(value)) return value.map((each) => inGoWords(shape.of, each));
  if (shape?.is === 'object' && typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, inGoWords(shape.fields[key], each)]),
    );
  return value;
}
