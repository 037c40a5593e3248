import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { PACKAGE_ROOT } from '../package.ts';
import { suggest } from './suggest.ts';

/** Files beside the scenarios that are none. */
const NOT_SCENARIOS = ['profiles.ts'];

/** The scenarios that come with the harness, by name. */
export function scenarioNames(): string[] {
  return readdirSync(join(PACKAGE_ROOT, 'scenarios'))
    .filter((file) => file.endsWith('.ts') && !NOT_SCENARIOS.includes(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** The script that the user means: a path, or the name of a scenario of ours. Throws HarnessError (usage). */
export function findScenario(given: string, cwd: string): string {
  const isPath = /[/\\]|\.[cm]?[jt]s$/.test(given);
  if (isPath || existsSync(join(cwd, given))) return given;
  const names = scenarioNames();
  if (names.includes(given)) return join(PACKAGE_ROOT, 'scenarios', `${given}.ts`);
  const near = suggest(given, names);
  throw new HarnessError(`no scenario "${given}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_PLAN_NO_SCENARIO',
    exit: 'usage',
    hint: `Scenarios: ${names.join(', ')}. A script of your own is given by its path, e.g. ./${given}.js`,
  });
}

/** True for a scenario that comes with the harness. */
export function isOurs(script: string): boolean {
  return dirname(script) === join(PACKAGE_ROOT, 'scenarios');
}
