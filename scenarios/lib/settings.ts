import { PROFILES, type ProfileName } from '../profiles.ts';
import { durationSeconds } from './duration.ts';

/** What scenarios read from their environment; docs/scenarios.md lists the variables. */
export interface Settings {
  /** URLs are without a slash at their end. */
  readonly apiUrl: string;
  /** Beside the API unless R3MES_WS_URL says otherwise. */
  readonly wsUrl: string;
  readonly webUrl: string | null;
  readonly rpcUrl: string | null;
  readonly lcdUrl: string | null;
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
  readonly limits: RateLimits;
  /** Clients to emulate by X-Forwarded-For; null: as many as the limits ask for. */
  readonly clients: number | null;
  /** Whether the run is to prove that the limiter works. */
  readonly expectRateLimit: boolean;
  /** Of all that is drawn. */
  readonly seed: number;
  /** Open tabs of the dashboard. */
  readonly tabs: number;
  /** Idle WebSockets; null where the rate decides. */
  readonly listeners: number | null;
  readonly pingSeconds: number;
  readonly pongTimeoutSeconds: number;
  /** Whether the target pushes messages, so that they may be missed. */
  readonly push: boolean;
  /** Time between two blocks. */
  readonly blockSeconds: number;
  readonly allowWrites: boolean;
}

/** What a target refuses; null is no limit, or none that is known. */
export interface RateLimits {
  readonly perSecond: number | null;
  readonly perMinuteAndPath: number | null;
}

/** What a scenario runs with where the user says nothing. */
export interface Defaults {
  readonly rate?: number;
  readonly durationSeconds?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the environment; throws an Error that names the variable, in init, before any request. */
export function readSettings(env: Environment, defaults: Defaults = {}): Settings {
  const apiUrl = urlOf(env, 'R3MES_API_URL');
  if (apiUrl === null) {
    throw new Error(
      'R3MES_API_URL is not set: give the API to aim at, e.g. -e R3MES_API_URL=http://127.0.0.1:8000',
    );
  }
  return {
    apiUrl,
    wsUrl: urlOf(env, 'R3MES_WS_URL', 'ws') ?? apiUrl.replace(/^http/, 'ws'),
    webUrl: urlOf(env, 'R3MES_WEB_URL'),
    rpcUrl: urlOf(env, 'R3MES_RPC_URL'),
    lcdUrl: urlOf(env, 'R3MES_LCD_URL'),
    rate: wholeNumber(env, 'R3MES_RATE') ?? defaults.rate ?? 30,
    durationSeconds: env['R3MES_DURATION']
      ? durationSeconds('R3MES_DURATION', env['R3MES_DURATION'])
      : (defaults.durationSeconds ?? 30),
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
    limits: limitsOf(env['R3MES_RATE_LIMITS']),
    clients: wholeNumber(env, 'R3MES_CLIENTS'),
    expectRateLimit: env['R3MES_EXPECT_RATE_LIMIT'] === '1',
    seed: wholeNumber(env, 'R3MES_SEED') ?? 1,
    tabs: wholeNumber(env, 'R3MES_TABS') ?? 20,
    listeners: wholeNumber(env, 'R3MES_LISTENERS'),
    pingSeconds: seconds(env, 'R3MES_WS_PING_SECONDS') ?? 30,
    pongTimeoutSeconds: seconds(env, 'R3MES_WS_PONG_TIMEOUT_SECONDS') ?? 60,
    push: env['R3MES_WS_PUSH'] === '1',
    blockSeconds: seconds(env, 'R3MES_BLOCK_SECONDS') ?? 5,
    allowWrites: env['R3MES_ALLOW_WRITES'] === '1',
  };
}

/** A URL that a scenario cannot do without; throws an Error that names its variable. */
export function needed(url: string | null, variable: string): string {
  if (url !== null) return url;
  throw new Error(`${variable} is not set: this scenario needs that part of R3MES`);
}

/** Whether a part is to be asked: the target declares it, or nobody said what it has. */
export function declares({ parts }: Pick<Settings, 'parts'>, part: string): boolean {
  return parts === null || parts.includes(part);
}

function urlOf(env: Environment, variable: string, scheme = 'http'): string | null {
  const value = env[variable];
  if (!value) return null;
  if (!new RegExp(`^${scheme}s?://[^/?#]+[^?#]*$`).test(value)) {
    throw new Error(`${variable} is an ${scheme} or ${scheme}s URL without a query, not "${value}"`);
  }
  return value.replace(/\/+$/, '');
}

function wholeNumber(env: Environment, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === '') return null;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name} is a whole number above 0, not "${text}"`);
  return Number(text);
}

function seconds(env: Environment, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === '') return null;
  if (!(Number(text) > 0)) throw new Error(`${name} is a number of seconds above 0, not "${text}"`);
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

const NO_LIMITS: RateLimits = { perSecond: null, perMinuteAndPath: null };

function limitsOf(text: string | undefined): RateLimits {
  if (!text || text === 'lifted') return NO_LIMITS;
  if (text === 'contract') return { ...NO_LIMITS, perMinuteAndPath: 30 };
  try {
    const { perSecond = null, perMinuteAndPath = null } = JSON.parse(text) as Partial<RateLimits>;
    if ([perSecond, perMinuteAndPath].every((limit) => limit === null || limit > 0))
      return { perSecond, perMinuteAndPath };
  } catch {} // told below
  throw new Error(
    `R3MES_RATE_LIMITS is lifted, contract or JSON such as {"perMinuteAndPath":30}, not "${text}"`,
  );
}
