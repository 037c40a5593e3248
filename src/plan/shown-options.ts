import { DEFAULT_TREND_STATS, systemTagsOf } from './option-defaults.ts';
import { OPTION_NAMES } from './option-table.ts';
import { COMMON_FIELDS, EXECUTOR_FIELDS } from './scenario-shapes.ts';

type Options = Readonly<Record<string, unknown>>;

/** Keys that `exec.test.options` does not have: shortcuts have become scenarios. */
const HIDDEN: readonly string[] = ['cloud', 'duration', 'iterations', 'stages', 'vus'];

/** Options as `exec.test.options` shows them: every key, null where nothing was set. */
export function shownOptions(options: Options): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) if (!HIDDEN.includes(name)) shown[name] = options[name] ?? null;
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
  const fields = Object.keys(own);
  const known = Object.keys(COMMON_FIELDS).filter((field) => field !== 'options');
  return { ...Object.fromEntries([...known, ...fields].map((field) => [field, null])), ...config };
}
