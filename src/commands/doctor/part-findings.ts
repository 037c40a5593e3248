import type { ProbeResult } from '../../../probes/probe.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

type Answered = Extract<ProbeResult, { ok: true }>;

/** The oldest versions that their makers still mend, as of 2026. */
const OLDEST: Readonly<Record<string, [major: number, minor: number]>> = {
  PostgreSQL: [14, 0],
  Redis: [6, 2],
  Valkey: [7, 2],
  PgBouncer: [1, 18],
  Prometheus: [2, 45],
  Kubernetes: [1, 30],
};
const SKEW_SECONDS = 5;

/** What a look at each part says of its permissions, version and clock. */
export function partFindings(results: readonly ProbeResult[]): Finding[] {
  return results.flatMap((result) => (result.ok ? answered(result) : [failed(result)]));
}

function failed({ probe, failure }: Extract<ProbeResult, { ok: false }>): Finding {
  const { stage, code, message, hint } = failure;
  return problem(probe, `${stage} ${code}: ${message}`, hint);
}

function answered(result: Answered): Finding[] {
  return [version(result), ...permissions(result), ...clock(result)];
}

function version({ probe, facts }: Answered): Finding {
  const { product = probe, version: said = '' } = facts.info;
  const [major = 0, minor = 0] = said.replace(/^v/, '').split('.').map(Number);
  const oldest = OLDEST[product.replace(/ \(.*/, '')];
  const what = `${product} ${said}`.trim();
  const old = oldest !== undefined && (major < oldest[0] || (major === oldest[0] && minor < oldest[1]));
  if (!old || !(major > 0)) return ok(probe, `${what} answers`);
  return warning(
    probe,
    `${what} answers, a version that is no longer mended`,
    `upgrade to ${oldest.join('.')} or newer`,
  );
}

/** What a value's note says that it needs, each remedy once with the values that it would show. */
const REMEDIES: readonly [pattern: RegExp, remedy: (note: string) => string][] = [
  [
    /shared_preload_libraries/,
    () => "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; then restart PostgreSQL",
  ],
  [/CREATE EXTENSION pg_stat_statements/, () => 'CREATE EXTENSION pg_stat_statements;'],
  [/ALTER EXTENSION pg_stat_statements UPDATE/, () => 'ALTER EXTENSION pg_stat_statements UPDATE;'],
  [/GRANT (pg_\w+)/, () => 'GRANT pg_monitor TO <role>;'],
  [/(ACL SETUSER .*)$/, (note) => /(ACL SETUSER .*)$/.exec(note)?.[1] ?? ''],
  [/no maxmemory set/, () => 'CONFIG SET maxmemory 512mb, and maxmemory in redis.conf'],
  [
    /may not list/,
    () => 'kubectl create rolebinding probe-view --clusterrole=view --user=<user> -n <namespace>',
  ],
  [/natMap/, () => 'add ?natMap=inner:6379=outer:6379 to REDIS_URL'],
  [/^no series /, (note) => `export or scrape it: ${note.replace(/^no series /, '')}`],
];

function permissions({ probe, facts }: Answered): Finding[] {
  const blind = new Map<string, string[]>();
  for (const { title, value, note, partial } of facts.values) {
    if (note === undefined || (value !== null && partial !== true)) continue;
    const remedy = REMEDIES.find(([pattern]) => pattern.test(note))?.[1](note);
    if (remedy !== undefined) blind.set(remedy, [...(blind.get(remedy) ?? []), title]);
  }
  return [...blind].map(([remedy, titles]) => {
    const more = titles.length > 3 ? ` and ${titles.length - 3} more` : '';
    return warning(probe, `not to be seen, or in part: ${titles.slice(0, 3).join(', ')}${more}`, remedy);
  });
}

function clock({ probe, facts }: Answered): Finding[] {
  const skew = facts.values.find(({ id }) => id === 'clock.skewSeconds')?.value ?? 0;
  if (skew === null || Math.abs(skew) < SKEW_SECONDS) return [];
  const what = `its clock is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} this one`;
  return [warning(probe, what, 'timedatectl set-ntp true, there and here')];
}
