import type { Calibration } from '../../self-check/calibration.ts';
import { type Finding, ok } from './finding.ts';

/** What a calibration says, and what limited it. */
export function calibrationFinding(calibration: Calibration, why = ''): Finding {
  const { iterationsPerSecond, vus, workers, measuredAt } = calibration;
  const threads = `${workers} thread${workers === 1 ? '' : 's'}`;
  const limit = why === '' ? '' : `; above it ${why}`;
  return ok(
    'generator',
    `calibrated ${measuredAt.slice(0, 16)}Z: ${iterationsPerSecond.toLocaleString('en')} iterations/s of one request with ${threads}, memory for ${vus.toLocaleString('en')} VUs${limit}. Plans should stay below 70 %`,
  );
}
