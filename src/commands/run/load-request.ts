import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import type { ExitName } from '../../exit-codes.ts';
import type { Host } from '../../host.ts';
import { readConfigFile } from '../../plan/config-file.ts';
import { optionsOfEnvironment, type ReadOptions } from '../../plan/option-text.ts';
import { readSecretSources } from '../../plan/secret-sources.ts';
import type { Target } from '../../targets/target.ts';
import type { RunFlags } from '../run.ts';
import type { LoadRequest } from './load-script.ts';
import { summaryModeOf } from './run-summary.ts';

/** What a run is loaded for. */
export interface Loading {
  flags: RunFlags;
  target: Target | null;
  log: (entry: LogEntry) => void;
}

/** What is loaded and with what, by the flags of a run. */
export function loadRequest(host: Host, script: string, { flags, target, log }: Loading): LoadRequest {
  const { profile, config, includeSystemEnvVars } = flags;
  summaryModeOf(flags.summaryMode);
  return {
    script,
    cwd: host.cwd,
    cacheDirectory: cacheDirectory(host.env),
    env: {
      ...(target?.defaults ?? {}),
      ...(includeSystemEnvVars !== false ? definedOnly(host.env) : {}),
      ...(profile === undefined ? {} : { R3MES_PROFILE: profile }),
      ...(flags.expectRateLimit ? { R3MES_EXPECT_RATE_LIMIT: '1' } : {}),
      ...flags.env,
      // Last: what is loaded is what was checked and what the record names.
      ...(target?.env ?? {}),
    },
    tiers: {
      config: readConfigFile(config, host),
      environment: checked(optionsOfEnvironment(host.env), 'invalidConfig'),
      flags: checked(flags.options, 'usage'),
    },
    workers: { asked: flags.workers ?? null, cores: availableParallelism() },
    secrets: readSecretSources(flags.secretSource, host.cwd),
    outputs: flags.out,
    maxRequestsPerSecond: target?.rules.maxRatePerSecond ?? null,
    access: target?.access ?? null,
    objectives: flags.gate ? { target, failOn: flags.failOn } : null,
    thresholds: flags.thresholds,
    workerFile: new URL('./engine-worker.js', import.meta.url),
    log,
    now: () => host.now(),
  };
}

// R3MES_NO_CACHE switches it off.
function cacheDirectory(env: Host['env']): string | null {
  const home = env['XDG_CACHE_HOME'] || (env['HOME'] ? join(env['HOME'], '.cache') : '');
  return home === '' || env['R3MES_NO_CACHE'] ? null : join(home, 'r3mes-harness', 'scripts');
}

function checked({ options, problems }: ReadOptions, exit: ExitName): ReadOptions['options'] {
  if (problems.length === 0) return options;
  throw new HarnessError(problems.join('; '), { code: 'ERR_PLAN_OPTION_VALUE', exit });
}

function definedOnly(env: Host['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
