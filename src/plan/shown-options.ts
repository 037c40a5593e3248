import { OPTION_NAMES } from './option-table.ts';
import { COMMON_FIELDS, EXECUTOR_FIELDS } from './scenario-config.ts';

type Options = Readonly<Record<string, unknown>>;

/** Keys that `exec.test.options` does not have: shortcuts have become scenarios. */
const HIDDEN: readonly string[] = ['cloud', 'duration', 'iterations', 'stages', 'vus'];

/** Options as `exec.test.options` shows them: every key, null where nothing was set. */
export function shownOptions(options: Options): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) if (!HIDDEN.includes(name)) shown[name] = options[name] ?? null;
  const scenarios = (options['scenarios'] ?? {}) as Record<string, Options>;
  shown['scenarios'] = Object.fromEntries(
    Object.entries(scenarios).map(([name, config]) => [name, shownScenario(config)]),
  );
  return shown;
}

function shownScenario(config: Options): Record<string, unknown> {
  const fields =
    Object.entries(EXECUTOR_FIELDS).find(([executor]) => executor === config['executor'])?.[1] ?? [];
  const known = COMMON_FIELDS.filter((field) => field !== 'options');
  return { ...Object.fromEntries([...known, ...fields].map((field) => [field, null])), ...config };
}
