import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/plan/resolve-options.ts';
import { planRun } from '../../src/plan/run-plan.ts';

const planned = (options: object) =>
  planRun(resolveOptions({ script: options as Record<string, unknown>, flags: {} }), ['default']);

function refusal(options: object): string {
  try {
    planned(options);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

describe('a plan', () => {
  it.each<[object, string, object]>([
    [{}, 'per-vu-iterations', { vus: 1, iterations: 1 }],
    [{ vus: 3 }, 'shared-iterations', { vus: 3, iterations: 3 }],
    [
      { vus: '2', iterations: '4', duration: '5s' },
      'shared-iterations',
      { vus: 2, iterations: 4, maxDurationMs: 5000 },
    ],
    [{ vus: 2, duration: '90s' }, 'constant-vus', { vus: 2, durationMs: 90_000 }],
    [
      { vus: 2, stages: [{ duration: '1d1s', target: 3 }] },
      'ramping-vus',
      { startVus: 2, stages: [{ durationMs: 86_401_000, target: 3 }] },
    ],
    [{ stages: [] }, 'per-vu-iterations', { vus: 1, iterations: 1 }],
    [
      { scenarios: { S: { EXECUTOR: 'per-vu-iterations', VUS: '2', exec: null } } },
      'per-vu-iterations',
      { name: 'S', vus: 2, exec: 'default' },
    ],
  ])('of %j is %s', (options, executor, fields) => {
    expect(planned(options).scenarios[0]).toMatchObject({ executor, ...fields });
  });

  it.each([[{ stages: [] }], [{ scenarios: {} }]])('of %j warns', (options) => {
    expect(planned(options).warnings).toEqual([expect.stringContaining('explicitly set to an empty value')]);
  });

  const one = (config: object) => ({ scenarios: { s: config } });
  it.each<[object, string]>([
    [{ duration: 0 }, '`duration` should be more than 0'],
    [{ duration: '-5s' }, '`duration` should be more than 0'],
    [{ duration: '500ms' }, 'must be at least 1s, but is 500ms'],
    [{ vus: 5, iterations: 3 }, "(3) can't be less than the number of VUs (5)"],
    [{ vus: 0, iterations: 1 }, 'the number of VUs must be more than 0'],
    [{ duration: '1s', stages: [{ duration: '1s', target: 1 }] }, '`duration` and `stages`'],
    [{ iterations: 1, scenarios: {} }, '`iterations` and `scenarios`'],
    [{ iterations: 'many' }, 'strconv.ParseInt: parsing "many"'],
    [{ duration: 'ten seconds' }, 'time: invalid duration'],
    [{ vus: 1.5 }, '"vus" cannot be 1.5'],
    [{ tags: { a: 1 } }, '"tags.a" cannot be 1'],
    [{ thresholds: { checks: 'rate>0.9' } }, '"thresholds.checks" cannot be'],
    [{ thresholds: { checks: [5] } }, '"thresholds.checks[0]" cannot be 5'],
    [{ thresholds: { checks: [{ threshold: 'rate>0', abortOnFail: 'yes' }] } }, 'abortOnFail" cannot be'],
    [{ scenarios: [] }, '"scenarios" cannot be []'],
    [one({ executor: 'constant-vu', duration: '1s' }), 'unknown executor type'],
    [one({ executor: 'externally-controlled' }), "unknown executor type 'externally-controlled'"],
    [one({ vus: 1 }), "doesn't have a specified executor type"],
    [one({ executor: 'constant-vus', duration: '1s', rate: 5 }), 'unknown field "rate"'],
    [one({ executor: 'ramping-vus', stages: [{ duration: '1s', target: 1, x: 1 }] }), 'unknown field "x"'],
    [one({ executor: 'per-vu-iterations', env: { A: 1 } }), 'env.A" cannot be 1'],
    [one({ executor: 'per-vu-iterations', exec: 'nope' }), "function 'nope' not found in exports"],
    [
      one({ executor: 'ramping-vus', stages: [{ duration: '1s', target: 100_000_001 }] }),
      'limit of 100000000',
    ],
    [
      one({ executor: 'ramping-vus', startVUs: 0, stages: [{ duration: '1s', target: 0 }] }),
      'must be greater than 0',
    ],
    [{ hosts: { a: 'b' } }, 'hosts["a"] is "b"'],
    [{ blacklistIPs: ['10.0.0.0/33'] }, 'invalid CIDR address'],
    [{ blockHostnames: ['a*b'] }, 'invalid hostname pattern'],
    [{ tlsVersion: { min: 'tls9' } }, "unknown TLS version 'tls9'"],
    [{ tlsCipherSuites: ['nope'] }, "unknown cipher suite 'nope'"],
    [
      { dns: { ttl: 'x', select: 'y', policy: 'z' } },
      'invalid DNS TTL: x (a duration, 0 or inf); invalid DNS select: y',
    ],
  ])('of %j is refused', (options, message) => {
    expect(refusal(options)).toContain(message);
  });

  it('names every problem of every scenario at once', () => {
    const message = refusal({
      scenarios: {
        a: { executor: 'constant-vus', vus: 0 },
        'b!': { executor: 'constant-arrival-rate', timeUnit: 0, exec: '', startTime: '-1s' },
      },
    });
    expect(message.split('\n').slice(1)).toEqual([
      '\t- scenario a has configuration errors: the number of VUs must be more than 0, the duration is unspecified',
      expect.stringMatching(
        /scenario b! .*only numbers.*exec value cannot be empty.*startTime can't be negative.*rate isn't specified.*duration is unspecified.*timeUnit must be more than 0.*preAllocatedVUs isn't specified/,
      ),
      "\t- executor b!: function '' not found in exports",
    ]);
  });
});
