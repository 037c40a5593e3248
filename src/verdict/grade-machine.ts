import { findSlo } from '../../thresholds.ts';
import { type MachineEvidence, MEMORY_END } from '../self-check/machine-evidence.ts';
import { generatorLine } from './generator-line.ts';
import type { Level, VerdictLine } from './verdict.ts';

/** In percent: of the machine's time, of the run, of the descriptors, of the memory, of a thread's time. */
const LEVELS = {
  steal: { warn: 2, critical: 10 },
  throttled: { warn: 0, critical: 1 },
  descriptors: { warn: 80, critical: 98 },
  memory: { warn: 80, critical: MEMORY_END * 100 },
  gc: { warn: 10, critical: 30 },
};

/** Lines about what the machine and the garbage collector took from the generator; what was not told has none. */
export function gradeMachine(evidence: MachineEvidence): VerdictLine[] {
  const { steal, throttled, descriptors, memory, gc } = evidence;
  const lines: VerdictLine[] = [];
  if (steal !== null) {
    lines.push(
      shareLine('steal', 'CPU time stolen by other guests', steal, (percent) =>
        told(
          percent,
          'of the machine’s CPU time went to other guests of its host',
          'use a machine with CPUs of its own',
        ),
      ),
    );
  }
  if (throttled !== null) {
    lines.push(
      shareLine('throttled', 'time without CPU by quota', throttled, (percent) =>
        told(
          percent,
          'of the run its CPU quota (cgroup) kept it from running',
          'raise or remove the CPU limit of its container',
        ),
      ),
    );
  }
  if (descriptors !== null) {
    lines.push(
      shareLine('descriptors', 'file descriptors in use', descriptors, (percent) =>
        told(percent, 'of the descriptors it may open were in use', 'raise ulimit -n, or use fewer VUs'),
      ),
    );
  }
  lines.push(
    shareLine('memory', 'memory in use', memory, (percent) =>
      told(
        percent,
        'of the memory it may use was in use',
        'use fewer VUs, let each keep less, or give it more memory',
      ),
    ),
  );
  lines.push(gcLine(gc));
  return lines;
}

function told(percent: number, what: string, remedy: string): string {
  return `${percent.toFixed(percent < 10 ? 1 : 0)} % ${what}; ${remedy}`;
}

function shareLine(
  id: keyof typeof LEVELS,
  title: string,
  share: number,
  reason: (percent: number) => string,
): VerdictLine {
  const percent = share * 100;
  const { warn, critical } = LEVELS[id];
  const level: Level = percent >= critical ? 'CRIT' : percent > warn ? 'WARN' : 'OK';
  return generatorLine({
    id: `generator_${id}`,
    title: `Generator: ${title}`,
    level,
    value: percent,
    unit: '%',
    warn,
    critical,
    reason: level === 'OK' ? '' : reason(percent),
  });
}

// One pause of half the objective is seen in a p95; many short ones are work that a thread does not do.
function gcLine({ share, longestMs }: MachineEvidence['gc']): VerdictLine {
  const line = shareLine('gc', 'garbage collection', share, (percent) =>
    told(percent, 'of a thread’s time went to garbage collection', 'let each VU keep and make less'),
  );
  const pauseMs = (findSlo('api_latency_p95')?.warn ?? 200) / 2;
  if (line.level !== 'OK' || longestMs <= pauseMs) return line;
  const reason = `garbage collection held a thread for ${longestMs.toFixed(0)} ms at once; let each VU keep less, or divide them by --workers`;
  return { ...line, level: 'WARN', reason };
}
