import { parseDurationMs } from '../duration.ts';

type Options = Readonly<Record<string, unknown>>;

/** The scenarios that options ask for, written out. */
export interface DerivedScenarios {
  configs: Record<string, unknown>;
  warnings: string[];
  /** Shortcuts that cannot be run. */
  problems: string[];
}

/** The shortcuts `vus`, `duration`, `iterations` and `stages` as the scenario `default`, by k6's rules. */
export function deriveScenarios(options: Options): DerivedScenarios {
  const { scenarios, stages, iterations, duration, vus } = options;
  if (isFilled(scenarios)) return plain({ ...(scenarios as Record<string, unknown>) });
  if (iterations !== undefined) {
    const maxDuration = duration === undefined ? {} : { maxDuration: duration };
    return plain({ default: { executor: 'shared-iterations', vus: vus ?? 1, iterations, ...maxDuration } });
  }
  if (duration !== undefined) {
    const derived = plain({ default: { executor: 'constant-vus', vus: vus ?? 1, duration } });
    if ((parseDurationMs(duration) ?? 0) <= 0) derived.problems.push('`duration` should be more than 0');
    return derived;
  }
  if (isFilled(stages)) {
    const startVUs = vus === undefined ? {} : { startVUs: vus };
    return plain({ default: { executor: 'ramping-vus', stages, ...startVUs } });
  }
  if (vus !== undefined) return plain({ default: { executor: 'shared-iterations', vus, iterations: vus } });
  const empty = ['stages', 'scenarios'].filter((name) => options[name] !== undefined);
  return {
    configs: { default: { executor: 'per-vu-iterations', vus: 1, iterations: 1 } },
    warnings: empty.map(
      (name) =>
        `\`${name}\` was explicitly set to an empty value, running the script with 1 iteration in 1 VU`,
    ),
    problems: [],
  };
}

const plain = (configs: Record<string, unknown>): DerivedScenarios => ({
  configs,
  warnings: [],
  problems: [],
});

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;
