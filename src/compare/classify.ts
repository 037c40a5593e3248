import type { ChangeClass, MeasureChange } from '../store/record/v1.ts';
import { type Assessed, tolerance } from './assess.ts';
import { tQuantile } from './statistics/student-t.ts';

interface Settings {
  maxRegressionPercent: number;
  confidence: number;
}

/** Better, same, worse or cannot tell, with the sentence that says why. P-values are those of the whole family. */
export function classify(assessed: Assessed, settings: Settings): MeasureChange {
  const { measure, estimate, standardError, before, after } = assessed;
  const { id, title, route, unit, direction, scale } = measure;
  const known = Number.isFinite(estimate) && Number.isFinite(standardError);
  const shown = (value: number) => (scale === 'percent' ? 100 * Math.expm1(value) : value);
  const half = halfWidth(assessed, settings.confidence);
  const change = known ? shown(estimate) : null;
  const result = known ? classOf(assessed, settings) : 'cannot tell';
  const beyond = result === 'worse' && assessed.pBeyond < 1 - settings.confidence;
  const partial = {
    ...{ id, title, route, unit, direction, scale },
    before: finite(before),
    after: finite(after),
    change,
    low: known ? shown(estimate - half) : null,
    high: known ? shown(estimate + half) : null,
    effect: assessed.effect,
    pValue: known ? Math.min(1, 2 * Math.min(assessed.pWorse, assessed.pBetter)) : null,
    floor: assessed.floor,
    class: result,
    runsNeeded: known && result === 'cannot tell' ? runsNeeded(assessed, settings) : null,
    beyond,
  };
  return { ...partial, reason: reasonOf(partial) };
}

function classOf(assessed: Assessed, settings: Settings): ChangeClass {
  const { measure, estimate, pWorse, pBetter } = assessed;
  if (pWorse < 1 - settings.confidence) return 'worse';
  if (pBetter < 1 - settings.confidence) return 'better';
  if (measure.scale === 'points' && assessed.before === 0 && assessed.after === 0) return 'same';
  const reach = Math.abs(estimate) + halfWidth(assessed, settings.confidence);
  return reach <= margin(assessed, settings) ? 'same' : 'cannot tell';
}

// So many that the interval becomes narrow enough to lie inside the margin, or clear of it.
function runsNeeded(assessed: Assessed, settings: Settings): number {
  const room = margin(assessed, settings);
  const distance = Math.max(room / 4, Math.abs(room - Math.abs(assessed.estimate)));
  return Math.max(2, Math.ceil((halfWidth(assessed, settings.confidence) / distance) ** 2));
}

/** What is called the same: inside the tolerance, or inside the noise where that is wider. */
function margin(assessed: Assessed, { maxRegressionPercent }: Settings): number {
  return Math.max(tolerance(assessed.measure, maxRegressionPercent), floorOf(assessed));
}

const floorOf = ({ measure, floor }: Assessed): number =>
  measure.scale === 'percent' ? Math.log1p(floor / 100) : floor;

const halfWidth = ({ standardError, degreesOfFreedom }: Assessed, confidence: number): number =>
  standardError * tQuantile(0.5 + confidence / 2, degreesOfFreedom);

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function reasonOf(change: Omit<MeasureChange, 'reason'>): string {
  if (change.change === null) return 'one of the runs has no sample of it';
  if (change.scale === 'points' && change.before === 0 && change.after === 0) return 'none in either run';
  const unit = change.scale === 'percent' ? ' %' : ' points';
  const signed = (value: number | null) =>
    value === null ? '?' : `${value > 0 ? '+' : ''}${value.toFixed(change.scale === 'percent' ? 1 : 3)}`;
  const range = `${signed(change.change)}${unit} (${signed(change.low)} to ${signed(change.high)})`;
  const noise = `noise is up to ${change.floor.toFixed(change.scale === 'percent' ? 1 : 3)}${unit}`;
  switch (change.class) {
    case 'worse':
      return `${range}: worse ${change.beyond ? 'by more than is tolerated' : 'but not surely by more than is tolerated'}; ${noise}`;
    case 'better':
      return `${range}: better; ${noise}`;
    case 'same':
      return `${range}: no more than is tolerated or is noise`;
    case 'cannot tell':
      return `${range}: too uncertain; ${change.runsNeeded} runs of each would tell`;
  }
}
