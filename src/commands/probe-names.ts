import { PROBE_PARTS, PROBES } from '../../probes/index.ts';
import type { ProbeName } from '../../probes/probe.ts';
import { HarnessError } from '../errors.ts';
import { suggest } from '../plan/suggest.ts';
import type { Target } from '../targets/target.ts';

/** The probes of the parts that a target declares. */
export function declaredProbes(target: Pick<Target, 'parts'> | null): ProbeName[] {
  const names = Object.keys(PROBES) as ProbeName[];
  return names.filter((name) => target?.parts.includes(PROBE_PARTS[name]));
}

/** The probes of a comma list. Throws HarnessError (usage) that names the closest one. */
export function probeNames(list: string): ProbeName[] {
  const known = Object.keys(PROBES);
  return list.split(',').map((text) => {
    const name = text.trim();
    if (known.includes(name)) return name as ProbeName;
    const near = suggest(name, known);
    throw new HarnessError(`no probe "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
      code: 'ERR_PROBE_UNKNOWN',
      exit: 'usage',
      hint: `Probes: ${known.join(', ')}.`,
    });
  });
}
