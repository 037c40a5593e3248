import type { GatePart, GateRecord } from '../../src/store/record/gate.ts';
import { type Case, lineCases, renderJunit, runSuites, type Suite } from '../junit.ts';
import { partSentence, partState } from './part-words.ts';

/**
 * JUnit of a whole gate, as GitHub, GitLab and Jenkins read it: a suite `gate` with a case for each part, then the suites
 * of each part under its name. A first try that was repeated is shown and does not count.
 */
export function gateJunit(gate: GateRecord): string {
  const own: Suite = { name: 'gate', startedAt: gate.startedAt, host: '', cases: gate.parts.map(partCase) };
  return renderJunit('r3mes-harness gate', gate.durationMs, [own, ...gate.parts.flatMap(partSuites)]);
}

function partCase(part: GatePart): Case {
  const state = partState(part);
  const text = `${state ?? 'no verdict'}: ${partSentence(part)}`;
  if (part.kind === 'run' && part.repeated) {
    return { name: `${part.name}, first try`, outcome: 'skipped', text: `${text} It was repeated.` };
  }
  const outcomes = { PASS: 'passed', WARN: 'passed', FAIL: 'failure', skipped: 'skipped' } as const;
  const outcome = state === null || state === 'INVALID' || state === 'NO-DATA' ? 'error' : outcomes[state];
  const took = part.kind === 'run' ? { durationMs: part.record.durationMs } : {};
  return { name: part.name, outcome, text, ...took };
}

function partSuites(part: GatePart): Suite[] {
  if (part.kind === 'run') {
    const suites = runSuites(part.record, `${part.name}${part.repeated ? ', first try' : ''}.`);
    return part.repeated ? suites.map(uncounted) : suites;
  }
  if (part.kind !== 'probes') return [];
  const { pass } = part;
  return [{ name: 'probes', startedAt: pass.at, host: '', cases: lineCases(pass, ['slo', 'gate']) }];
}

const uncounted = (suite: Suite): Suite => ({
  ...suite,
  cases: suite.cases.map((each) => (each.outcome === 'passed' ? each : { ...each, outcome: 'skipped' })),
});
