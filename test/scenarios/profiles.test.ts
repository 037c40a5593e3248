import { expect, it } from 'vitest';
import { PROFILES, type Profile, profilePhases, scaledShape } from '../../scenarios/profiles.ts';
import { recoveryLine } from '../../src/verdict/grade-recovery.ts';
import { SLOS } from '../../thresholds.ts';
import { passingRun } from '../helpers/runs.ts';

const lengthOf = (profile: Profile, scale: number): number => {
  const shape = scaledShape(profile, scale);
  return shape.kind === 'ramp' ? shape.stages.reduce((sum, { seconds }) => sum + seconds, 0) : shape.seconds;
};

it.each(Object.entries(PROFILES))(
  '%s keeps its phases in order and within its time at every scale',
  (_name, profile) => {
    for (const scale of [1, 0.5, 0.1, 0.01, 0.001]) {
      const { warmUpMs, judgedFromMs, totalMs, recovery } = profilePhases(profile, scale);
      expect(totalMs).toBe(lengthOf(profile, scale) * 1000);
      expect(warmUpMs).toBeLessThanOrEqual(judgedFromMs);
      expect(judgedFromMs).toBeLessThan(totalMs);
      expect(recovery !== null).toBe(profile.judgedOn === 'recovery');
      if (recovery !== null) expect(recovery.fromMs + recovery.allowedMs).toBe(judgedFromMs);
    }
  },
);

it('judges stress and spike on the second half of what comes after the peak', () => {
  expect(profilePhases(PROFILES.stress, 1)).toEqual({
    totalMs: 780_000,
    warmUpMs: 60_000,
    judgedFromMs: 690_000,
    recovery: { fromMs: 600_000, allowedMs: 90_000 },
  });
  expect(profilePhases(PROFILES.spike, 1).recovery).toEqual({ fromMs: 100_000, allowedMs: 60_000 });
});

/** Thirty seconds, the peak over at the tenth; well but for the seconds in `bad`. */
function recovered(bad: (second: number) => boolean) {
  const { intervals } = passingRun();
  const made = intervals.map((interval, second) => ({
    ...interval,
    dropped: 0,
    errors: bad(second) ? interval.requests : 0,
  }));
  return recoveryLine({ fromMs: 10_000, allowedMs: 10_000, intervals: made, slos: SLOS });
}

it.each([
  ['at once', () => false, 'OK', 0],
  ['after three seconds', (second: number) => second < 13, 'OK', 3],
  ['after a relapse within the settling time', (second: number) => second === 10 || second === 13, 'OK', 4],
  ['later than allowed', (second: number) => second < 21, 'CRIT', 11],
  ['never', () => true, 'CRIT', null],
])('measures a recovery %s', (_what, bad, level, value) => {
  expect(recovered(bad)).toMatchObject({ level, value, critical: 10, gates: true });
});

it('has no data for a target that answered nothing after the peak', () => {
  const intervals = passingRun().intervals.map((interval) => ({ ...interval, latencyMs: null, requests: 0 }));
  expect(recoveryLine({ fromMs: 10_000, allowedMs: 10_000, intervals, slos: SLOS }).level).toBe('NO-DATA');
});
