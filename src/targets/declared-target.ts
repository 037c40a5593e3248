import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Part, SLOS, type Slo } from '../../thresholds.ts';
import { parseDurationMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import { hostOf, isPrivate } from './hosts.ts';
import {
  type Environment,
  loadedHosts,
  placesBeside,
  type Target,
  type TargetUrls,
  targetOf,
} from './target.ts';
import type { TargetConfig } from './target-config.ts';

export { readConfig } from './read-config.ts';

/** A target as the configuration has it. */
interface Declared {
  name: string;
  config: TargetConfig;
  /** Of the configuration: files are relative to it. */
  path: string;
  env: Environment;
}

/** Makes a target of its declaration. Throws HarnessError (104) that lists what is missing in the environment or on disk. */
export function declaredTarget({ name, config, path, env }: Declared): Target {
  const problems: string[] = [];
  const fromEnv = (variable: string | undefined, key: string): string | undefined => {
    if (variable === undefined) return undefined;
    const value = env[variable];
    if (!value) problems.push(`${key}: the environment has no ${variable}`);
    return value || undefined;
  };
  const file = (given: string | undefined, key: string): string | null => {
    if (given === undefined) return null;
    try {
      return readFileSync(resolve(dirname(path), given), 'utf8');
    } catch {
      problems.push(`${key}: ${given} cannot be read`);
      return null;
    }
  };
  const urls: TargetUrls = {
    ...config,
    postgres: fromEnv(config.databaseUrlFrom, 'databaseUrlFrom'),
    redis: fromEnv(config.redisUrlFrom, 'redisUrlFrom'),
  };
  const headers = Object.fromEntries(
    Object.entries(config.headersFrom ?? {}).map(([header, variable]) => [
      header,
      fromEnv(variable, `headersFrom.${header}`) ?? '',
    ]),
  );
  const [certificate, key] = [
    file(config.tls?.certificate, 'tls.certificate'),
    file(config.tls?.key, 'tls.key'),
  ];
  const ca = file(config.tls?.ca, 'tls.ca');
  problems.push(...publicHosts(config, urls), ...overrideProblems(config));
  if (problems.length > 0) throw refused(name, path, problems);
  const plain = targetOf(name, urls, {});
  return {
    ...plain,
    parts: [...new Set<Part>([...plain.parts, ...(config.parts ?? [])])],
    env: {
      ...plain.env,
      R3MES_PARTS: [...new Set([...plain.parts, ...(config.parts ?? [])])].join(','),
      ...(config.inferenceMode === undefined ? {} : { R3MES_INFERENCE_MODE: config.inferenceMode }),
    },
    defaults: defaultsOf(config),
    probes: {
      ...plain.probes,
      ...placesBeside(env),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
      ...(ca === null && certificate === null
        ? {}
        : { tls: { ca: ca ?? undefined, cert: certificate ?? undefined, key: key ?? undefined } }),
    },
    access: {
      hosts: loadedHosts(urls),
      headers,
      ca,
      clientCertificate: certificate === null || key === null ? null : { certificate, key },
    },
    rules: rulesOf(config),
    slos: SLOS.map((slo) => overridden(slo, config)),
    waivers: config.waivers ?? [],
    capacityPerSecond: config.capacityPerSecond ?? null,
  };
}

function rulesOf(config: TargetConfig): Target['rules'] {
  const limits = config.rateLimits === 'lifted' ? {} : (config.rateLimits ?? {});
  return {
    environment: config.environment,
    scenarios: config.scenarios ?? null,
    maxRatePerSecond: config.maxRatePerSecond ?? null,
    maxVus: config.maxVus ?? null,
    ratePerSecond: limits.perSecond ?? null,
    ratePerMinuteAndPath: limits.perMinuteAndPath ?? null,
  };
}

/** The stated capacity is what the profile `load` reaches at its peak, twice the base rate. */
function defaultsOf({ capacityPerSecond, maxVus }: TargetConfig): Record<string, string> {
  // The canary may use 150 VUs of its own.
  const vus = maxVus === undefined ? 0 : maxVus - 150;
  return {
    ...(capacityPerSecond === undefined
      ? {}
      : { R3MES_RATE: String(Math.max(1, Math.round(capacityPerSecond / 2))) }),
    ...(vus > 0 ? { R3MES_MAX_VUS: String(vus) } : {}),
  };
}

function overridden(slo: Slo, { slos }: TargetConfig): Slo {
  const own = slos?.[slo.id];
  if (own === undefined) return slo;
  const forMs = parseDurationMs(own.for);
  const overMs = parseDurationMs(own.overTheLast);
  const changed = own.warn !== undefined || own.critical !== undefined;
  return {
    ...slo,
    warn: own.warn ?? slo.warn,
    critical: own.critical ?? slo.critical,
    ...(forMs === undefined && overMs === undefined
      ? {}
      : {
          sustained: {
            overMs: overMs ?? slo.sustained?.overMs ?? 1000,
            forMs: forMs ?? slo.sustained?.forMs ?? 0,
          },
        }),
    ...(changed ? { source: { document: 'target', section: 'harness.config' } as const } : {}),
  };
}

function overrideProblems({ slos }: TargetConfig): string[] {
  return SLOS.flatMap((slo) => {
    const own = slos?.[slo.id];
    if (own === undefined) return [];
    const { warn, critical } = { warn: own.warn ?? slo.warn, critical: own.critical ?? slo.critical };
    const right = slo.direction === 'below' ? warn <= critical : warn >= critical;
    if (right) return [];
    const order = slo.direction === 'below' ? 'at or below' : 'at or above';
    return [`slos.${slo.id}: warn (${warn}) must be ${order} critical (${critical})`];
  });
}

function publicHosts(config: TargetConfig, urls: TargetUrls): string[] {
  const declared = (config.publicHosts ?? []).map((host) => host.toLowerCase());
  const all = [...loadedHosts(urls), ...(config.prometheus === undefined ? [] : [hostOf(config.prometheus)])];
  return [...new Set(all)]
    .filter((host) => !isPrivate(host) && !declared.includes(host))
    .map(
      (host) =>
        `public-host: ${host} is on the public internet; list it in publicHosts to say that it is meant`,
    );
}

function refused(name: string, path: string, problems: readonly string[]): HarnessError {
  return new HarnessError(
    `the target "${name}" cannot be used:\n${problems.map((text) => `  - ${text}`).join('\n')}`,
    { code: 'ERR_TARGET_INCOMPLETE', exit: 'invalidConfig', hint: `It is declared in ${path}.` },
  );
}
