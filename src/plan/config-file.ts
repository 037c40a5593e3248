import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';

/** k6's JSON configuration file: the one that was named, else the user's own where there is one. */
export function readConfigFile(
  named: string | undefined,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): Record<string, unknown> {
  const path = named ?? env['K6_CONFIG'];
  const text = path ? readNamed(resolve(cwd, path)) : readOwn(env);
  if (text === null || text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new Error('it is no JSON object');
  } catch (cause) {
    throw new HarnessError(`the configuration file ${path ?? ''} cannot be read: ${messageOf(cause)}`, {
      code: 'ERR_PLAN_CONFIG_FILE',
      exit: 'invalidConfig',
      hint: 'It is a JSON object with options of k6.',
      cause,
    });
  }
}

function readNamed(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HarnessError(`the configuration file ${path} cannot be read`, {
      code: 'ERR_PLAN_NO_CONFIG_FILE',
      exit: 'invalidConfig',
      hint: 'Correct --config or K6_CONFIG.',
      cause,
    });
  }
}

function readOwn(env: Readonly<Record<string, string | undefined>>): string | null {
  const folder = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  try {
    return readFileSync(join(folder, 'k6', 'config.json'), 'utf8');
  } catch {
    return null; // most users have none
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
