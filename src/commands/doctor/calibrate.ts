import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, memoryLimitBytes, processUsage } from '../../host.ts';
import {
  type Calibration,
  calibrationFile,
  keepCalibration,
  thisMachine,
} from '../../self-check/calibration.ts';
import { calibrationFinding } from './calibration-finding.ts';
import { calibrationStep, type StepOutcome } from './calibration-step.ts';
import { type Finding, warning } from './finding.ts';
import { openSink } from './loopback-sink.ts';

const AREA = 'generator';
/** Rates double until one is not kept, ... */
const FIRST_PER_SECOND = 250;
const HIGHEST_PER_SECOND = 256_000;
/** ... then the gap is halved so often. */
const HALVINGS = 3;
/** No step begins later: with the last one, the search takes under 20 s. */
const BUDGET_MS = 16_000;
const VUS = 300;
/** Of the memory, what VUs may use. */
const MEMORY_SHARE = 0.6;

const SCRIPT = `import http from 'k6/http'; import { check, sleep } from 'k6';
const { URL, RATE, VUS } = __ENV;
const pace = { executor: 'constant-arrival-rate', rate: Number(RATE), timeUnit: '1s', duration: '1200ms', preAllocatedVUs: 100, maxVUs: 100, gracefulStop: '1s' };
const held = { executor: 'per-vu-iterations', vus: Number(VUS), iterations: 1, maxDuration: '10s', exec: 'hold' };
export const options = { scenarios: { step: VUS ? held : pace } };
export default () => { check(http.get(URL), { 'is 200': (r) => r.status === 200 }); };
export function hold() { http.get(URL); sleep(1); }
`;

/** Measures what this machine can offer with the engine itself, keeps it, and says it. Takes up to 20 s. */
export async function calibrate(host: Host): Promise<Finding[]> {
  const directory = mkdtempSync(join(tmpdir(), 'r3mes-calibrate-'));
  const script = join(directory, 'calibration.js');
  writeFileSync(script, SCRIPT);
  const sink = await openSink(host);
  try {
    const step = (env: Record<string, string>) => calibrationStep(host, script, { URL: sink.url, ...env });
    const before = processUsage().rssBytes;
    const held = await step({ VUS: String(VUS) });
    const bytesPerVu = Math.max(20_000, (held.peakRssBytes - before) / VUS);
    const vus = Math.floor((MEMORY_SHARE * memoryLimitBytes()) / bytesPerVu);
    const deadlineMs = host.now() + BUDGET_MS;
    const search = await highestRate(
      (perSecond) => step({ RATE: String(perSecond) }),
      () => host.now() < deadlineMs,
    );
    return findings(host, { ...search, vus, workers: held.workers });
  } finally {
    await sink.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Search {
  /** The highest rate that was kept; null when not even the lowest was. */
  perSecond: number | null;
  /** Why the next one was not; '' where none was tried. */
  why: string;
}

async function highestRate(
  step: (perSecond: number) => Promise<StepOutcome>,
  goesOn: () => boolean,
): Promise<Search> {
  let kept = 0;
  let broken = Number.POSITIVE_INFINITY;
  let why = '';
  const next = (): number =>
    broken === Number.POSITIVE_INFINITY ? Math.max(FIRST_PER_SECOND, kept * 2) : (kept + broken) / 2;
  for (let halvings = 0; goesOn() && halvings < HALVINGS && kept < HIGHEST_PER_SECOND; ) {
    const perSecond = Math.round(next());
    // One look may be a hiccup of the machine: what is not kept twice is not kept.
    const first = await step(perSecond);
    const outcome = first.why === '' || !goesOn() ? first : await step(perSecond);
    if (outcome.why === '') kept = perSecond;
    else [broken, why] = [perSecond, outcome.why];
    if (broken !== Number.POSITIVE_INFINITY) halvings++;
    if (kept === 0 && perSecond < 2) break;
  }
  return { perSecond: kept === 0 ? null : kept, why };
}

function findings(
  host: Host,
  { perSecond, why, vus, workers }: Search & { vus: number; workers: number },
): Finding[] {
  if (perSecond === null) {
    const what = `not calibrated: it does not keep even ${FIRST_PER_SECOND} iterations/s (${why})`;
    return [warning(AREA, what, 'end what else runs on this machine, then: harness doctor --calibrate')];
  }
  const calibration: Calibration = {
    version: 1,
    ...thisMachine(host),
    measuredAt: new Date(host.now()).toISOString(),
    ...{ workers, iterationsPerSecond: perSecond, vus },
  };
  if (keepCalibration(host, calibration)) return [calibrationFinding(calibration, why)];
  const place = calibrationFile(host) ?? 'a file, since neither HOME nor XDG_STATE_HOME is set';
  return [
    calibrationFinding(calibration, why),
    warning(
      AREA,
      `the calibration cannot be kept in ${place}`,
      'let XDG_STATE_HOME name a folder that can be written',
    ),
  ];
}
