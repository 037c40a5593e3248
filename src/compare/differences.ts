import type { Difference, RunRecord, ScenarioPlanRecord } from '../store/record/v1.ts';

/** What a comparison of two runs must not differ in; known of the later run before it starts, but for its end. */
export type Comparable = Pick<RunRecord, 'scripts' | 'profile' | 'target' | 'plan' | 'engine' | 'machine'> &
  Partial<Pick<RunRecord, 'end' | 'verdict'>>;

/** Of a run that has not begun. */
const UNKNOWN = 'not known yet';

/** In what two runs differ so that their figures cannot be held against each other. Empty: they can. */
export function differencesOf(before: Comparable, after: Comparable): Difference[] {
  return [
    ...planDifferences(before, after),
    ...unequal('target', 'target', targetOf(before), targetOf(after)),
    ...unequal('target', 'declared parts', partsOf(before), partsOf(after)),
    ...generatorDifferences(before, after),
    ...endDifferences(before, after),
  ];
}

type Versions = Pick<RunRecord, 'machine' | 'harness'>;

/** What may explain a change and is no reason to refuse. */
export function notesOn(before: Versions, after: Versions): string[] {
  const pairs: [string, string, string][] = [
    ['Node', before.machine.node, after.machine.node],
    ['harness', before.harness, after.harness],
  ];
  return pairs.filter(([, a, b]) => a !== b).map(([what, a, b]) => `${what} ${a} before, ${b} after`);
}

function planDifferences(before: Comparable, after: Comparable): Difference[] {
  const script = ({ scripts }: Comparable) => scripts.map(({ path }) => path.split('/').at(-1)).join(', ');
  const hash = ({ scripts }: Comparable) => scripts.map((each) => each.hash).join(', ');
  const found = [
    ...unequal('plan', 'script', script(before), script(after)),
    ...unequal('plan', 'profile', before.profile || 'none', after.profile || 'none'),
    ...unequal('plan', 'scenarios', namesOf(before), namesOf(after)),
  ];
  if (found.length > 0) return found;
  const changed = before.plan.flatMap((plan, index) => {
    const other = after.plan[index];
    return other === undefined
      ? []
      : unequal('plan', `scenario ${plan.name}`, describe(plan), describe(other));
  });
  return changed.length > 0
    ? changed
    : unequal('plan', 'content of the script (hash)', hash(before), hash(after));
}

const namesOf = ({ plan }: Comparable): string => plan.map(({ name }) => name).join(', ') || 'none';

const describe = ({ executor, description, startTimeMs }: ScenarioPlanRecord): string =>
  `${executor}, ${description}, from ${startTimeMs / 1000} s`;

// A target with a name of its own is the same wherever it listens.
function targetOf({ target }: Comparable): string {
  if (target === null) return 'none';
  return /^https?:/i.test(target.name) ? target.apiUrl : target.name;
}

const partsOf = ({ target }: Comparable): string => [...(target?.parts ?? [])].sort().join(', ') || 'none';

function generatorDifferences(before: Comparable, after: Comparable): Difference[] {
  const engine = ({ engine: { name, workers } }: Comparable) =>
    `${name}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  const machine = ({ machine: { cores, cpuModel, platform } }: Comparable) =>
    `${cores} × ${cpuModel}, ${platform}`;
  return [
    ...unequal('generator', 'engine', engine(before), engine(after)),
    ...unequal('generator', 'machine', machine(before), machine(after)),
    ...stateDifferences(before, after),
  ];
}

// A busy generator makes everything slower: busy in both runs, the figures still stand beside each other.
function stateDifferences(before: Comparable, after: Comparable): Difference[] {
  const [one, other] = [generatorState(before), generatorState(after)];
  if (one === null || other === null) {
    const spoiled = one ?? other;
    return spoiled === 'spoiled'
      ? [{ kind: 'generator', what: 'state', before: one ?? UNKNOWN, after: other ?? UNKNOWN }]
      : [];
  }
  if (one === other && one !== 'spoiled') return [];
  return [{ kind: 'generator', what: 'state', before: one, after: other }];
}

function generatorState({ verdict }: Comparable): 'well' | 'busy' | 'spoiled' | null {
  if (verdict === undefined || verdict === null) return null;
  const levels = verdict.lines.filter(({ kind }) => kind === 'generator').map(({ level }) => level);
  if (levels.includes('CRIT')) return 'spoiled';
  return levels.includes('WARN') ? 'busy' : 'well';
}

function endDifferences(before: Comparable, after: Comparable): Difference[] {
  const whole = ({ end }: Comparable) => end === undefined || end === 'finished';
  if (whole(before) && whole(after)) return [];
  return [
    { kind: 'end', what: 'end of the run', before: before.end ?? UNKNOWN, after: after.end ?? UNKNOWN },
  ];
}

function unequal(kind: Difference['kind'], what: string, before: string, after: string): Difference[] {
  return before === after ? [] : [{ kind, what, before, after }];
}
