import { readFileSync } from 'node:fs';
import { HarnessError } from '../errors.ts';
import { killProcess } from '../host.ts';
import { suggest } from '../plan/suggest.ts';
import { isLoopback } from './hosts.ts';
import { standinNote } from './standin-note.ts';
import { type Environment, type Target, type TargetUrls, targetOf, urlsOf } from './target.ts';
import type { TargetConfig } from './target-config.ts';

/** Where a target is looked for. */
export interface TargetPlace {
  env: Environment;
  cwd: string;
  /** The file of `--targets`. */
  targets?: string | undefined;
}

/**
 * The target that a URL or a name stands for: a declared one, `standin`, or a URL on this machine whose further parts
 * are declared by R3MES_RPC_URL, R3MES_LCD_URL, DATABASE_URL and REDIS_URL. Throws HarnessError (104) for unknown names,
 * and for hosts that are neither loopback nor declared where the target is to be loaded and not only probed.
 */
export async function resolveTarget(
  given: string,
  place: TargetPlace,
  use: 'loaded' | 'probed' = 'loaded',
): Promise<Target> {
  const { env, cwd, targets } = place;
  const { declaredTarget, readConfig } = await import('./declared-target.ts');
  const found = await readConfig(cwd, targets);
  const isUrl = /^https?:\/\//i.test(given);
  const url = isUrl ? checkedUrl(given) : null;
  const declared = found?.config.targets ?? {};
  const name = url === null ? given : nameOf(url, declared);
  const config = name === null || !Object.hasOwn(declared, name) ? undefined : declared[name];
  if (found !== null && name !== null && config !== undefined)
    return declaredTarget({ name, config, path: found.path, env });
  if (url !== null) {
    if (use === 'loaded') refuseForeign(url);
    return targetOf(given, urlsOf(given, env), env);
  }
  if (given === 'standin') return targetOf('standin', runningStandin(), env);
  throw unknownTarget(given, Object.keys(declared));
}

/** What is wrong where `--targets` names a file and no `--target` chooses one of its targets: HarnessError (usage). */
export async function targetNotChosen({ cwd, targets }: TargetPlace): Promise<HarnessError> {
  const { readConfig } = await import('./declared-target.ts');
  const found = await readConfig(cwd, targets);
  const names = Object.keys(found?.config.targets ?? {});
  return new HarnessError(
    '--targets says where targets are declared, and no --target says which one is meant',
    {
      code: 'ERR_TARGET_NOT_CHOSEN',
      exit: 'usage',
      hint: `Add --target NAME. Targets: ${names.join(', ')}.`,
    },
  );
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

function checkedUrl(given: string): URL {
  try {
    return new URL(given);
  } catch (cause) {
    throw new HarnessError('the URL of --target cannot be read', {
      code: 'ERR_TARGET_URL',
      exit: 'invalidConfig',
      hint: 'Write e.g. --target http://127.0.0.1:8000',
      cause,
    });
  }
}

// A declared target keeps its guard rails when it is meant by its URL.
function nameOf(url: URL, declared: Readonly<Record<string, TargetConfig>>): string | null {
  const found = Object.entries(declared).find(([, { api }]) => new URL(api).host === url.host);
  return found?.[0] ?? null;
}

function refuseForeign({ host, hostname }: URL): void {
  if (isLoopback(hostname.replace(/^\[|\]$/g, ''))) return;
  throw new HarnessError(`undeclared-host: ${host} is not on this machine and no target declares it`, {
    code: 'ERR_TARGET_UNDECLARED_HOST',
    exit: 'invalidConfig',
    hint: 'Declare it in harness.config.ts (docs/targets.md), or forward a port to 127.0.0.1.',
  });
}

function unknownTarget(given: string, declared: readonly string[]): HarnessError {
  const known = ['standin', ...declared];
  const near = suggest(given, known);
  return new HarnessError(`no target "${given}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_TARGET_UNKNOWN',
    exit: 'invalidConfig',
    hint: `Targets: ${known.join(', ')}, or a URL on this machine, e.g. --target http://127.0.0.1:8000. Others are declared in harness.config.ts.`,
  });
}
