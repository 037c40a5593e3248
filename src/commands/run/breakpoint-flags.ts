import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { Target } from '../../targets/target.ts';
import type { RunFlags } from '../run.ts';

/** Where the profile's base rate and scale come from, as scenarios read them. Throws HarnessError (104). */
export function searchFrom(
  host: Host,
  target: Target,
  flags: RunFlags,
): { basePerSecond: number; scale: number } {
  const read = (name: string) => flags.env[name] || host.env[name] || target.defaults[name];
  const [base, scale] = [Number(read('R3MES_RATE') ?? 30), Number(read('R3MES_SCALE') ?? 1)];
  if (Number.isInteger(base) && base > 0 && scale > 0 && scale <= 1) return { basePerSecond: base, scale };
  throw new HarnessError('R3MES_RATE is a whole number above 0, R3MES_SCALE above 0 and at most 1', {
    code: 'ERR_BREAKPOINT_RATE',
    exit: 'invalidConfig',
  });
}

/** A step is a plain run at one rate, for so long; only the first is shown and confirmed. */
export function stepFlags(
  flags: RunFlags,
  step: { ratePerSecond: number; durationMs: number; first: boolean },
): RunFlags {
  const { profile: _, ...others } = flags;
  const env = {
    ...flags.env,
    R3MES_PROFILE: '',
    R3MES_RATE: String(step.ratePerSecond),
    R3MES_DURATION: `${Math.round(step.durationMs)}ms`,
  };
  return { ...others, env, quiet: flags.quiet || !step.first, yes: flags.yes === true || !step.first };
}
