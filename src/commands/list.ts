import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBES } from '../../probes/index.ts';
import { REPORTS } from '../../reports/index.ts';
import { PROFILES } from '../../scenarios/profiles.ts';
import { FAULTS } from '../../standin/fault.ts';
import type { Host } from '../host.ts';
import { PACKAGE_ROOT } from '../package.ts';
import { scenarioNames } from '../plan/find-scenario.ts';

/** What there is to run, probe, render and break, with a line each. */
export function listCommand(host: Host, format: 'text' | 'json'): void {
  const lists = {
    scenarios: scenarioNames().map((name) => ({ name, about: scenarioTitle(name) })),
    profiles: Object.entries(PROFILES).map(([name, { title, answers }]) => ({
      name,
      about: `${title}: ${answers}`,
    })),
    probes: Object.keys(PROBES).map((name) => ({ name, about: '' })),
    reports: Object.keys(REPORTS).map((name) => ({ name, about: '' })),
    faults: Object.entries(FAULTS).map(([name, { argument, effect }]) => ({
      name: argument === null ? name : `${name}=${argument}`,
      about: effect,
    })),
  };
  if (format === 'json') {
    host.out.write(`${JSON.stringify(lists, null, 2)}\n`);
    return;
  }
  for (const [title, items] of Object.entries(lists)) {
    host.out.write(`${title}\n`);
    for (const { name, about } of items)
      host.out.write(`  ${name.padEnd(24)} ${about}`.trimEnd().concat('\n'));
  }
}

// The title stands in the scenario's own export `r3mes`; running its init code just to list it would need a target.
function scenarioTitle(name: string): string {
  const source = readFileSync(join(PACKAGE_ROOT, 'scenarios', `${name}.ts`), 'utf8');
  return /export const r3mes = \{[^}]*?title:\s*'([^']*)'/s.exec(source)?.[1] ?? '';
}
