import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HarnessError } from '../errors.ts';

/** Secrets by the name of their source; `default` is the first one, or the one that says so. */
export type SecretSources = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads `mock=[default,][name=N,]key=value,...` and `file=[default,][name=N:]path`; throws HarnessError (usage). */
export function readSecretSources(given: readonly string[], cwd: string): SecretSources {
  const sources: Record<string, Record<string, string>> = {};
  for (const text of given) {
    const [, kind = '', argument = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    const { name, rest } = named(argument);
    if (kind === 'mock') sources[name] = pairsOf(rest);
    else if (kind === 'file') sources[name] = pairsOf(linesOf(rest.join(','), cwd));
    else {
      throw new HarnessError(`no secret source "${kind}"`, {
        code: 'ERR_PLAN_SECRET_SOURCE',
        exit: 'usage',
        hint: 'Sources: mock=key=value,... and file=PATH (a line key=value for each secret).',
      });
    }
    sources['default'] ??= sources[name] ?? {};
  }
  return sources;
}

/** Every value, to be kept out of the log. */
export const secretValues = (sources: SecretSources): string[] =>
  [...new Set(Object.values(sources).flatMap((source) => Object.values(source)))].filter(Boolean);

function named(argument: string): { name: string; rest: string[] } {
  let name = 'default';
  const rest = argument.split(',').filter((part) => {
    const [, own] = /^name=(.*)$/.exec(part) ?? [];
    if (own !== undefined) name = own;
    return part !== 'default' && own === undefined;
  });
  return { name, rest };
}

function pairsOf(parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    parts
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
}

function linesOf(path: string, cwd: string): string[] {
  try {
    return readFileSync(resolve(cwd, path), 'utf8').split(/\r?\n/);
  } catch (cause) {
    throw new HarnessError(`the secrets in ${path} cannot be read`, {
      code: 'ERR_PLAN_SECRET_FILE',
      exit: 'usage',
      hint: 'Correct the path in --secret-source file=PATH.',
      cause,
    });
  }
}
