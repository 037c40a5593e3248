import { readFileSync } from 'node:fs';
import type { ProbeTarget } from '../../probes/probe.ts';
import type { Part } from '../../thresholds.ts';
import { HarnessError } from '../errors.ts';
import { killProcess } from '../host.ts';
import { suggest } from '../plan/suggest.ts';
import { standinNote } from './standin-note.ts';

/** A system to aim at: where its parts are, and which parts are declared and so can be judged. */
export interface Target {
  name: string;
  /** Without a slash at its end. */
  apiUrl: string;
  parts: readonly Part[];
  /** What scenarios read in `__ENV`; wins over the process's environment. */
  env: Readonly<Record<string, string>>;
  probes: ProbeTarget;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** URLs of a target's parts, by the names of the environment. */
interface TargetUrls {
  api: string;
  rpc?: string | undefined;
  lcd?: string | undefined;
  postgres?: string | undefined;
  redis?: string | null | undefined;
  chainId?: string | undefined;
}

/**
 * The target that a URL or a name stands for. With a URL, further parts are declared by R3MES_RPC_URL, R3MES_LCD_URL,
 * DATABASE_URL and REDIS_URL. Throws HarnessError (104) for unknown names, and for hosts that are not loopback where
 * the target is to be loaded and not only probed.
 */
export function resolveTarget(given: string, env: Environment, use: 'loaded' | 'probed' = 'loaded'): Target {
  if (given === 'standin') return targetOf('standin', runningStandin(), env);
  if (!/^https?:\/\//i.test(given)) throw unknownTarget(given);
  const api = checkedUrl(given, use);
  return targetOf(api, urlsOf(api, env), env);
}

/** The parts that the environment declares, for probes: what is not set is not looked at. */
export function environmentTarget(env: Environment): Pick<Target, 'name' | 'parts' | 'probes'> {
  const urls = urlsOf(env['R3MES_API_URL'] ?? '', env);
  const { parts, probes } = targetOf('environment', urls, env);
  return {
    name: 'environment',
    parts: urls.api === '' ? parts.filter((part) => part !== 'api') : parts,
    probes,
  };
}

function urlsOf(api: string, env: Environment): TargetUrls {
  return {
    api,
    rpc: env['R3MES_RPC_URL'],
    lcd: env['R3MES_LCD_URL'],
    postgres: env['DATABASE_URL'] ?? (env['PGHOST'] === undefined ? undefined : ''),
    redis: env['REDIS_URL'],
    chainId: env['R3MES_CHAIN_ID'],
  };
}

function targetOf(name: string, urls: TargetUrls, env: Environment): Target {
  const parts: Part[] = ['api'];
  if (urls.rpc) parts.push('chain');
  if (urls.postgres !== undefined) parts.push('postgres');
  if (urls.redis) parts.push('redis');
  const apiUrl = urls.api.replace(/\/+$/, '');
  return {
    name,
    apiUrl,
    parts,
    env: {
      R3MES_API_URL: apiUrl,
      R3MES_PARTS: parts.join(','),
      ...(urls.rpc ? { R3MES_RPC_URL: urls.rpc } : {}),
      ...(urls.lcd ? { R3MES_LCD_URL: urls.lcd } : {}),
      ...(urls.chainId ? { R3MES_CHAIN_ID: urls.chainId } : {}),
    },
    probes: {
      apiUrl,
      rpcUrl: urls.rpc,
      lcdUrl: urls.lcd,
      databaseUrl: urls.postgres || undefined,
      redisUrl: urls.redis ?? undefined,
      pgEnv: Object.fromEntries(Object.entries(env).filter(([key]) => key.startsWith('PG'))),
    },
  };
}

function runningStandin(): TargetUrls {
  try {
    const urls = JSON.parse(readFileSync(standinNote(), 'utf8')) as TargetUrls & { pid: number };
    if (killProcess(urls.pid, 0)) return urls;
  } catch {} // no note, or one that is half written: there is none that answers
  throw new HarnessError('no stand-in is running', {
    code: 'ERR_TARGET_NO_STANDIN',
    exit: 'invalidConfig',
    hint: 'Start one in another terminal with "harness standin", or try "harness demo".',
  });
}

function checkedUrl(given: string, use: 'loaded' | 'probed'): string {
  let url: URL;
  try {
    url = new URL(given);
  } catch (cause) {
    throw new HarnessError('the URL of --target cannot be read', {
      code: 'ERR_TARGET_URL',
      exit: 'invalidConfig',
      hint: 'Write e.g. --target http://127.0.0.1:8000',
      cause,
    });
  }
  if (use === 'probed' || isLoopback(url.hostname)) return given;
  throw new HarnessError(`the target ${url.host} is not on this machine`, {
    code: 'ERR_TARGET_NOT_LOOPBACK',
    exit: 'invalidConfig',
    hint: 'Only loopback addresses are load-tested until a target can be declared: forward a port to 127.0.0.1.',
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function unknownTarget(given: string): HarnessError {
  const near = suggest(given, ['standin']);
  return new HarnessError(`no target "${given}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_TARGET_UNKNOWN',
    exit: 'invalidConfig',
    hint: 'A target is "standin" or a URL, e.g. --target http://127.0.0.1:8000',
  });
}
