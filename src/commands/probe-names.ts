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

/** What declares the part that a probe looks at: a variable, and a key of a declared target. */
const DECLARED_BY: Readonly<Record<ProbeName, string>> = {
  http: 'R3MES_API_URL (or --target)',
  websocket: 'R3MES_WS_URL (key websocket)',
  frontend: 'R3MES_WEB_URL (key frontend)',
  chain: 'R3MES_RPC_URL (key rpc)',
  postgres: 'DATABASE_URL or PGHOST (key databaseUrlFrom)',
  redis: 'REDIS_URL (key redisUrlFrom)',
  system: 'R3MES_SYSTEM (system among the parts)',
  prometheus: 'PROMETHEUS_URL (key prometheus)',
  kubernetes: 'KUBECONFIG (kubernetes among the parts)',
  backup: 'R3MES_BACKUP (backup among the parts)',
};

/** Names what declares the parts of these probes, for whoever asked for one that is not declared. */
export const declaredByText = (names: readonly ProbeName[]): string =>
  `Set ${names.map((name) => DECLARED_BY[name]).join(', ')}; docs/probes.md has each.`;

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
