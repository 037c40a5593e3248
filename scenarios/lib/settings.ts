import { PROFILES, type ProfileName } from '../profiles.ts';

/** What a scenario reads from its environment; docs/scenarios.md lists the variables. */
export interface Settings {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Iterations a second; profiles are multiples of it. */
  readonly rate: number;
  readonly durationSeconds: number;
  /** Without one: `rate` for `durationSeconds`. */
  readonly profile: ProfileName | null;
  /** Shortens a profile: 0.1 is a tenth of its time. */
  readonly scale: number;
  /** Pre-allocated; null where the rate decides. */
  readonly vus: number | null;
  readonly maxVus: number | null;
  readonly canaryRate: number;
  /** Parts that the target declares; null where nobody said so. */
  readonly parts: readonly string[] | null;
  readonly wallets: string | undefined;
  readonly chainId: string;
  readonly inferenceMode: string;
  /** Whether routes with a known stall of seconds are asked too. */
  readonly quarantine: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the environment; throws an Error that names the variable, in init, before any request. */
export function readSettings(env: Environment): Settings {
  return {
    apiUrl: apiUrlOf(env['R3MES_API_URL']),
    rate: wholeNumber(env, 'R3MES_RATE') ?? 30,
    durationSeconds: durationSeconds(env['R3MES_DURATION'] || '30s'),
    profile: profileOf(env['R3MES_PROFILE']),
    scale: scaleOf(env['R3MES_SCALE']),
    vus: wholeNumber(env, 'R3MES_VUS'),
    maxVus: wholeNumber(env, 'R3MES_MAX_VUS'),
    canaryRate: wholeNumber(env, 'R3MES_CANARY_RATE') ?? 5,
    parts: env['R3MES_PARTS'] ? env['R3MES_PARTS'].split(',').map((part) => part.trim()) : null,
    wallets: env['R3MES_WALLETS'],
    chainId: env['R3MES_CHAIN_ID'] ?? '',
    inferenceMode: env['R3MES_INFERENCE_MODE'] ?? '',
    quarantine: env['R3MES_QUARANTINE'] === '1',
  };
}

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration as k6 writes it: `90s`, `1m30s`, `1.5h`. */
export function durationSeconds(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
  if (parts.map(([part]) => part).join('') !== text || seconds < 1) {
    throw new Error(`R3MES_DURATION is a duration of at least 1s, such as 30s or 1m30s, not "${text}"`);
  }
  return seconds;
}

function apiUrlOf(value: string | undefined): string {
  if (!value) {
    throw new Error(
      'R3MES_API_URL is not set: give the API to aim at, e.g. -e R3MES_API_URL=http://127.0.0.1:8000',
    );
  }
  if (!/^https?:\/\/[^/?#]+[^?#]*$/.test(value)) {
    throw new Error(`R3MES_API_URL is an http or https URL without a query, not "${value}"`);
  }
  return value.replace(/\/+$/, '');
}

function wholeNumber(env: Environment, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === '') return null;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name} is a whole number above 0, not "${text}"`);
  return Number(text);
}

function profileOf(name: string | undefined): ProfileName | null {
  if (!name) return null;
  if (name in PROFILES) return name as ProfileName;
  throw new Error(`R3MES_PROFILE is one of ${Object.keys(PROFILES).join(', ')}, not "${name}"`);
}

function scaleOf(text: string | undefined): number {
  const scale = text ? Number(text) : 1;
  if (!(scale > 0 && scale <= 1)) throw new Error(`R3MES_SCALE is above 0 and at most 1, not "${text}"`);
  return scale;
}
