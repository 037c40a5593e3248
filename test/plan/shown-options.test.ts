import { describe, expect, test } from 'vitest';
import { resolveOptions } from '../../src/plan/resolve-options.ts';
import { shownOptions } from '../../src/plan/shown-options.ts';

const shownOf = (script: Record<string, unknown>): Record<string, unknown> =>
  shownOptions(resolveOptions({ config: {}, script, environment: {}, flags: {} }).options);

describe('exec.test.options', () => {
  test('has every key, and no shortcut', () => {
    const shown = shownOf({ systemTags: ['nope', 'url', 'proto'], dns: { ttl: '0' } });
    expect(shown).toMatchObject({
      systemTags: ['proto', 'url'],
      dns: { ttl: '0', select: null, policy: null },
      summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'],
      batch: null,
    });
    expect(shown).not.toHaveProperty('vus');
  });

  test('shows durations as Go writes them, however they were given', () => {
    const stages = [{ duration: 90_000, target: 1 }];
    const scenarios = {
      a: { executor: 'ramping-vus', stages, gracefulStop: '1500', tags: { duration: '90' } },
    };
    const script = { setupTimeout: '1d2h3m', minIterationDuration: 0.5, scenarios };
    expect(shownOf(script)).toMatchObject({
      setupTimeout: '26h3m0s',
      minIterationDuration: '500µs',
      teardownTimeout: null,
      scenarios: {
        a: {
          stages: [{ duration: '1m30s', target: 1 }],
          gracefulStop: '1.5s',
          startTime: null,
          tags: { duration: '90' },
        },
      },
    });
  });
});
