import type { Engine, EngineEnd } from '../../engine/engine.ts';
import { K6Engine } from '../../engine/k6/k6-engine.ts';
import { ReplayEngine } from '../../ingest/replay-engine.ts';
import { generatorLine } from '../../verdict/generator-line.ts';
import type { GeneratorEvidence } from '../../verdict/grade-generator.ts';
import type { VerdictLine } from '../../verdict/verdict.ts';
import type { RunSession } from './run-session.ts';

/** What a run says of the generator itself: in its judged part, or in all of a run that ended before that. */
export function generatorEvidence(engine: Engine, session: RunSession, end: EngineEnd): GeneratorEvidence {
  const { whole, judged } = session.generator;
  const generator = judged.isEmpty ? whole : judged;
  return {
    busySeconds: generator.busy,
    busy: busyOf(engine),
    startLagP95Ms: generator.startLags.isEmpty ? null : (generator.startLags.statistic('p(95)') ?? null),
    readLag: generator.readLags.evidence(),
    portsExhausted: session.failures.portsExhausted,
    lost: end.lost,
    spoiledParts: engine instanceof ReplayEngine ? engine.spoiledParts : [],
    offered: generator,
    descriptorsExhausted: session.failures.descriptorsExhausted,
    blocked: session.blocked,
    // Of runs that were put together the machines are elsewhere.
    machine: engine instanceof ReplayEngine ? null : session.machine.evidence(),
  };
}

/** Whether it is known which iterations threw: k6's samples do not tell, its log does. */
export const tellsThrown = (engine: Engine): boolean =>
  !(engine instanceof ReplayEngine) || engine.hasRecords;

// Samples of k6 that were made elsewhere do not tell.
function busyOf(engine: Engine): GeneratorEvidence['busy'] {
  if (engine.kind === 'embedded') return 'loop';
  if (engine instanceof K6Engine && !engine.tellsCpu) return null;
  return engine instanceof ReplayEngine && !engine.hasRecords ? null : 'k6';
}

/** Shown, not judged: what came of it stands in the other lines. */
export function calibrationLine(closeToLimit: string | null): VerdictLine[] {
  if (closeToLimit === null) return [];
  const own = { value: null, unit: '', warn: null, critical: null, reason: closeToLimit } as const;
  const line = generatorLine({
    id: 'generator_calibration',
    title: 'Generator: plan against its calibration',
    level: 'WARN',
    ...own,
  });
  return [{ ...line, gates: false }];
}
