import type { Host } from '../../host.ts';
import { requestsEach } from '../../plan/script-about.ts';
import { readCalibration } from '../../self-check/calibration.ts';
import { peakRatePerSecond } from '../../targets/guard-rails.ts';
import type { LoadedRun } from './load-script.ts';

/** Above this share of what the machine could offer, a plan has no room for what was not measured: bodies, TLS, the script. */
const MOST_SHARE = 0.7;

/** A plan that is close to what this machine can offer. */
export interface CloseToLimit {
  text: string;
  hint: string;
}

/** Holds a plan against the calibration of this machine; null where there is none, or enough room. */
export function plannedAboveCalibration(
  host: Host,
  { plan, about }: Pick<LoadedRun, 'plan' | 'about'>,
): CloseToLimit | null {
  const calibration = readCalibration(host);
  if (calibration === null) return null;
  const perSecond = peakRatePerSecond(plan, ({ name }) => Math.max(1, requestsEach(about, name) ?? 1));
  const { iterationsPerSecond, vus } = calibration;
  const told = [...above('requests/s', perSecond, iterationsPerSecond), ...above('VUs', plan.maxVus, vus)];
  if (told.length === 0) return null;
  return {
    text: `the plan is close to what this machine can offer: ${told.join(', ')}`,
    hint: 'Plan less, divide the run over machines (--execution-segment), or calibrate again: harness doctor --calibrate.',
  };
}

function above(unit: string, planned: number, offered: number): string[] {
  if (planned <= MOST_SHARE * offered) return [];
  const share = Math.round((100 * planned) / offered);
  return [`${count(planned)} ${unit} planned, ${share} % of the ${count(offered)} of its calibration`];
}

const count = (value: number): string => Math.round(value).toLocaleString('en');
