import type { ProbeTarget } from '../../probes/probe.ts';
import { type Part, SLOS, type Slo } from '../../thresholds.ts';
import { hostOf, isLoopback } from './hosts.ts';
import type { ENVIRONMENTS, TargetConfig } from './target-config.ts';

/** A line that its operators agreed not to be judged by until a day. */
export type Waiver = NonNullable<TargetConfig['waivers']>[number];

/** What only a declared target allows or limits. */
export interface TargetRules {
  environment: (typeof ENVIRONMENTS)[number];
  /** Names of scenarios; null: every one that changes nothing. */
  scenarios: readonly string[] | null;
  maxRatePerSecond: number | null;
  maxVus: number | null;
  /** By client address, and by client address and path; null: not stated, or lifted. */
  ratePerSecond: number | null;
  ratePerMinuteAndPath: number | null;
}

/** How requests to a target are made; holds secrets and is never recorded. */
export interface TargetAccess {
  /** Lower-case host names that a run may reach. */
  hosts: readonly string[];
  headers: Readonly<Record<string, string>>;
  /** PEM texts. */
  ca: string | null;
  clientCertificate: { certificate: string; key: string } | null;
}

/** A system to aim at: where its parts are, and which parts are declared and so can be judged. */
export interface Target {
  name: string;
  /** Without a slash at its end. */
  apiUrl: string;
  parts: readonly Part[];
  /** What scenarios read in `__ENV`; wins over the process's environment. */
  env: Readonly<Record<string, string>>;
  /** What scenarios read in `__ENV` where the user says nothing. */
  defaults: Readonly<Record<string, string>>;
  probes: ProbeTarget;
  access: TargetAccess;
  rules: TargetRules;
  /** The objectives with this target's levels. */
  slos: readonly Slo[];
  waivers: readonly Waiver[];
  /** The rate that its operators say it carries, requests a second. */
  capacityPerSecond: number | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** URLs of a target's parts, by the names of the environment. */
export interface TargetUrls {
  api: string;
  websocket?: string | undefined;
  rpc?: string | undefined;
  lcd?: string | undefined;
  frontend?: string | undefined;
  prometheus?: string | undefined;
  postgres?: string | undefined;
  redis?: string | null | undefined;
  chainId?: string | undefined;
  rateLimits?:
    | 'lifted'
    | { perSecond?: number | undefined; perMinuteAndPath?: number | undefined }
    | undefined;
}

/** A target that nobody declared: this machine, no caps. */
const NO_RULES: TargetRules = {
  environment: 'local',
  scenarios: null,
  maxRatePerSecond: null,
  maxVus: null,
  ratePerSecond: null,
  ratePerMinuteAndPath: null,
};

/** The parts that the environment declares, for probes: what is not set is not looked at. */
export function environmentTarget(env: Environment): Target {
  const urls = urlsOf(env['R3MES_API_URL'] ?? '', env);
  const target = targetOf('environment', urls, env);
  const parts: Part[] = urls.api === '' ? target.parts.filter((part) => part !== 'api') : [...target.parts];
  // Only here: who loads a target by its URL may have a kubeconfig of quite another cluster.
  return { ...target, parts: env['KUBECONFIG'] ? [...parts, 'kubernetes'] : parts };
}

/** Where parts are that have no URL: by the names of the environment. */
export function placesBeside(env: Environment): Partial<ProbeTarget> {
  return {
    kubeconfig: env['KUBECONFIG'] || undefined,
    namespace: env['R3MES_NAMESPACE'] || undefined,
    system: env['R3MES_SYSTEM'] || undefined,
    backup: env['R3MES_BACKUP'] || undefined,
  };
}

function beside(env: Environment): Part[] {
  const { system, backup } = placesBeside(env);
  return [...(system ? (['system'] as const) : []), ...(backup ? (['backup'] as const) : [])];
}

/** A target from its parts' URLs, with nothing declared beside them. */
export function targetOf(name: string, urls: TargetUrls, env: Environment): Target {
  const apiUrl = urls.api.replace(/\/+$/, '');
  const parts = [...partsOf(urls), ...beside(env)];
  return {
    name,
    apiUrl,
    parts,
    env: scriptEnvironment(urls, parts),
    defaults: {},
    probes: {
      apiUrl,
      rpcUrl: urls.rpc,
      lcdUrl: urls.lcd,
      databaseUrl: urls.postgres || undefined,
      redisUrl: urls.redis ?? undefined,
      wsUrl: urls.websocket,
      webUrl: urls.frontend,
      prometheusUrl: urls.prometheus,
      ...placesBeside(env),
      pgEnv: Object.fromEntries(Object.entries(env).filter(([key]) => key.startsWith('PG'))),
    },
    access: { hosts: loadedHosts(urls).filter(isLoopback), headers: {}, ca: null, clientCertificate: null },
    rules: NO_RULES,
    slos: SLOS,
    waivers: [],
    capacityPerSecond: null,
  };
}

/** Hosts that scripts may be sent to: not those that only probes look at. */
export function loadedHosts({ api, websocket, rpc, lcd, frontend }: TargetUrls): string[] {
  const urls = [api, websocket, rpc, lcd, frontend].filter((url) => url !== undefined && URL.canParse(url));
  return [...new Set(urls.map((url) => hostOf(url as string)))];
}

function partsOf(urls: TargetUrls): Part[] {
  const parts: Part[] = ['api'];
  if (urls.websocket) parts.push('websocket');
  if (urls.rpc) parts.push('chain');
  if (urls.frontend) parts.push('frontend');
  if (urls.postgres !== undefined) parts.push('postgres');
  if (urls.redis) parts.push('redis');
  if (urls.prometheus) parts.push('prometheus');
  return parts;
}

function scriptEnvironment(urls: TargetUrls, parts: readonly Part[]): Record<string, string> {
  const named = {
    R3MES_API_URL: urls.api.replace(/\/+$/, ''),
    R3MES_PARTS: parts.join(','),
    R3MES_WS_URL: urls.websocket,
    R3MES_RPC_URL: urls.rpc,
    R3MES_LCD_URL: urls.lcd,
    R3MES_WEB_URL: urls.frontend,
    R3MES_CHAIN_ID: urls.chainId,
    R3MES_RATE_LIMITS:
      typeof urls.rateLimits === 'object' ? JSON.stringify(urls.rateLimits) : urls.rateLimits,
  };
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** The parts' URLs by the names of the environment. */
export function urlsOf(api: string, env: Environment): TargetUrls {
  return {
    api,
    websocket: env['R3MES_WS_URL'] || undefined,
    rpc: env['R3MES_RPC_URL'],
    lcd: env['R3MES_LCD_URL'],
    frontend: env['R3MES_WEB_URL'] || undefined,
    prometheus: env['PROMETHEUS_URL'] || undefined,
    // An empty variable is an unset one: `DATABASE_URL= harness probe` looks at no database.
    postgres: env['DATABASE_URL'] || (env['PGHOST'] ? '' : undefined),
    redis: env['REDIS_URL'],
    chainId: env['R3MES_CHAIN_ID'],
  };
}
