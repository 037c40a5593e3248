import { loadRun, type StoredRun } from '../store/load-run.ts';
import type { RunRecord, VerdictState } from '../store/record/v1.ts';
import { listRuns } from '../store/run-list.ts';
import { differencesOf } from './differences.ts';

const MOST = 20;
const TEACHES_NOTHING: readonly (VerdictState | null)[] = ['INVALID', 'FAIL'];

/**
 * The newest runs in a folder that had the plan, the target and the kind of machine of `like`, the oldest
 * first: what the noise between runs is learnt from. The runs that are compared (`without`, by id) teach nothing, nor do
 * runs that failed: what broke one is no noise, and as noise it would hide the next regression.
 */
export async function earlierRuns(
  outDir: string,
  like: RunRecord,
  without: readonly string[],
): Promise<StoredRun[]> {
  const alike = (await listRuns(outDir)).filter(
    ({ id, record }) =>
      record !== null &&
      !without.includes(id) &&
      !TEACHES_NOTHING.includes(record.verdict?.state ?? null) &&
      differencesOf(like, record).length === 0,
  );
  return Promise.all(alike.slice(-MOST).map(({ id }) => loadRun(outDir, id)));
}
