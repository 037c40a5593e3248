import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host } from '../host.ts';
import { VERSION } from '../package.ts';

/** Kernels, mitigations and neighbours change: what was measured so long ago says nothing. */
const VALID_MS = 30 * 86_400_000;

/** What a calibration holds for: another machine, Node or harness offers something else. */
interface MeasuredOn {
  harness: string;
  node: string;
  cpuModel: string;
  cores: number;
}

/** What this machine could offer, measured against a loopback sink. */
export interface Calibration extends MeasuredOn {
  version: 1;
  /** ISO 8601. */
  measuredAt: string;
  /** Threads of the default of `--workers`. */
  workers: number;
  /** The highest rate of iterations with one request and one check that it kept without delay of its own. */
  iterationsPerSecond: number;
  /** VUs with a connection each that its memory holds. */
  vus: number;
}

/** This machine, as calibrations name it. */
export const thisMachine = ({ nodeVersion }: Pick<Host, 'nodeVersion'>): MeasuredOn => ({
  harness: VERSION,
  node: nodeVersion,
  cpuModel: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
});

/** Where the calibration of this user on this machine is kept; null without a home. */
export function calibrationFile({ env }: Pick<Host, 'env'>): string | null {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] ? join(env['HOME'], '.local/state') : '');
  return state === '' ? null : join(state, 'r3mes-harness', 'calibration.json');
}

/** The calibration that holds for this machine now; null where there is none. */
export function readCalibration(host: Pick<Host, 'env' | 'nodeVersion' | 'now'>): Calibration | null {
  const file = calibrationFile(host);
  const kept = file === null ? null : parsed(file);
  if (kept === null) return null;
  const here = Object.entries(thisMachine(host)).every(
    ([name, value]) => kept[name as keyof MeasuredOn] === value,
  );
  const ageMs = host.now() - Date.parse(kept.measuredAt);
  return here && ageMs >= 0 && ageMs < VALID_MS ? kept : null;
}

/** Keeps it whole or not at all; false where nothing can be written. */
export function keepCalibration(host: Pick<Host, 'env' | 'pid'>, calibration: Calibration): boolean {
  const file = calibrationFile(host);
  if (file === null) return false;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${host.pid}`, `${JSON.stringify(calibration, null, 2)}\n`);
    renameSync(`${file}.${host.pid}`, file);
    return true;
  } catch {
    return false;
  }
}

function parsed(file: string): Calibration | null {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Calibration>;
    const isOurs =
      value.version === 1 &&
      typeof value.measuredAt === 'string' &&
      isPositive(value.iterationsPerSecond) &&
      isPositive(value.vus);
    return isOurs ? (value as Calibration) : null;
  } catch {
    return null;
  }
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
