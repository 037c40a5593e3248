import { describe, expect, it } from 'vitest';
import { BusyTally } from '../../src/self-check/busy-tally.ts';
import { gradeGenerator } from '../../src/verdict/grade-generator.ts';
import { judge } from '../../src/verdict/judge.ts';
import { AnswerFold } from '../../src/verdict/probe-series.ts';
import type { Level, VerdictLine } from '../../src/verdict/verdict.ts';
import { otherLine } from '../helpers/verdict-lines.ts';

const NOTHING = {
  busy: 'loop' as const,
  spoiledParts: [],
  lost: [],
  offered: { planned: 0, unstarted: 0 },
  descriptorsExhausted: 0,
  blocked: [],
  machine: null,
  readLag: null,
};
const slo = (level: Level, gates = true): VerdictLine =>
  otherLine({ id: `slo ${level}`, kind: 'slo', level, gates });
const generator = (level: Level): VerdictLine =>
  otherLine({ id: `generator ${level}`, kind: 'generator', level });

describe('the whole of a verdict', () => {
  it.each([
    ['INVALID', [generator('CRIT'), slo('CRIT'), slo('NO-DATA'), slo('WARN')]],
    ['FAIL', [generator('WARN'), slo('CRIT'), slo('NO-DATA'), slo('WARN')]],
    ['FAIL', [slo('NO-DATA'), slo('WARN')]],
    ['NO-DATA', [slo('NO-DATA'), slo('OK')]],
    ['NO-DATA', []],
    ['NO-DATA', [slo('OK', false), generator('OK')]],
    ['WARN', [slo('OK'), generator('WARN')]],
    ['PASS', [slo('OK'), slo('CRIT', false)]],
  ] as const)('is %s for the lines %#', (state, lines) => {
    expect(judge(lines, 'warn').state).toBe(state);
  });

  it('lets warnings pass under --fail-on critical', () => {
    expect(judge([slo('WARN')], 'critical').state).toBe('WARN');
    expect(judge([slo('CRIT')], 'critical').state).toBe('FAIL');
  });
});

describe('the generator’s self-check', () => {
  const busy = (shares: readonly number[] = []): BusyTally => {
    const tally = new BusyTally();
    for (const share of shares) tally.add(share);
    return tally;
  };
  const level = (shares: number[]): Level | undefined =>
    gradeGenerator({ busySeconds: busy(shares), startLagP95Ms: null, portsExhausted: 0, ...NOTHING })[0]
      ?.level;

  it('is critical once the loop was busy for three seconds in a row, and not before', () => {
    expect(level([0.2, 0.95, 0.97, 0.2, 0.99])).toBe('OK');
    expect(level([0.2, 0.95, 0.97, 0.99, 0.2])).toBe('CRIT');
    expect(level([0.75, 0.8, 0.75])).toBe('WARN');
  });

  it('is not measured in less than three seconds, instead of 0 %', () => {
    const [line] = gradeGenerator({
      ...{ busySeconds: busy([0.99, 0.99]), startLagP95Ms: null, portsExhausted: 0 },
      ...NOTHING,
    });
    expect(line).toMatchObject({ id: 'generator_loop', level: 'N/A', gates: false, value: null });
    expect(line?.reason).toBe('not measured: it takes 3 s, and 2 were closed');
  });

  it('is critical for planned iterations that it was too busy to begin', () => {
    const lineFor = (unstarted: number) =>
      gradeGenerator({
        ...{ busySeconds: busy(), startLagP95Ms: null, portsExhausted: 0, ...NOTHING },
        offered: { planned: 1000 - unstarted, unstarted },
      }).find(({ id }) => id === 'generator_offered');
    expect(lineFor(0)).toBeUndefined();
    expect([1, 2, 6].map((unstarted) => lineFor(unstarted)?.level)).toEqual(['OK', 'WARN', 'CRIT']);
    expect(lineFor(6)?.reason).toContain('6 of 1000 planned iterations');
  });

  it('is critical for ports that ran out, and for starts that lag', () => {
    const lines = gradeGenerator({ busySeconds: busy(), startLagP95Ms: 41, portsExhausted: 3, ...NOTHING });
    expect(lines.map(({ id, level: each }) => [id, each])).toEqual([
      ['generator_loop', 'N/A'],
      ['generator_start_lag', 'CRIT'],
      ['generator_ports', 'CRIT'],
    ]);
  });
});

describe('the line of a probe', () => {
  const looks = (text: string) => {
    const answers = new AnswerFold('redis');
    const failure = { stage: 'connect', code: 'ECONNREFUSED', message: '', hint: '' } as const;
    [...text].forEach((mark, atMs) => {
      const seen = { probe: 'redis', atMs, durationMs: 1 } as const;
      if (mark === '+') answers.add({ ...seen, ok: true, facts: { values: [], info: {} } });
      else answers.add({ ...seen, ok: false, failure });
    });
    return answers.line().level;
  };

  it.each([
    ['++++++++++', 'OK'],
    ['++++-+++++', 'OK'],
    ['+++---++++++++++++++', 'CRIT'],
    ['+++++++++-', 'CRIT'],
    ['+-+-+-+-++', 'CRIT'],
    ['-', 'CRIT'],
  ])('of the looks %s is %s', (text, expected) => {
    expect(looks(text)).toBe(expected);
  });
});

describe('the sentence of a verdict', () => {
  const line = (id: string, title: string, reason: string, level: Level = 'CRIT') =>
    otherLine({ id, title, reason, level, kind: 'gate' });
  const samples = line('gate_samples', 'Something was measured', 'no request was made', 'NO-DATA');

  it('does not name what failed by what should have been so', () => {
    expect(judge([samples], 'warn').sentence).toBe('Nothing was proved: no request was made.');
    const failed = line(
      'script_failed',
      'The script did not mark the test as failed',
      'exec.test.fail() was called',
    );
    const probe = line('probe_http', 'The http probe was answered', '2 of 9 samples were answered');
    expect(judge([failed, probe], 'warn').sentence).toBe(
      'exec.test.fail() was called. Also: The http probe.',
    );
    expect(judge([probe, failed], 'warn').sentence).toBe(
      'The http probe: 2 of 9 samples were answered. Also: exec.test.fail() was called.',
    );
  });

  it('keeps names apart that have a comma', () => {
    const [one, two, three] = ['Latency, p95', 'Canary, p95', 'Delivered share'].map((title) =>
      line(title, title, 'too slow'),
    );
    expect(
      judge(
        [one, two, three].filter((each) => each !== undefined),
        'warn',
      ).sentence,
    ).toBe('Latency, p95: too slow. Also: Canary, p95; Delivered share.');
  });
});
