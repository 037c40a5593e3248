import type { ProbeResult, VerdictLine } from '../src/store/record/v1.ts';
import { probeMetric } from './probe-metric.ts';

/** One round of probes, judged. */
interface Round {
  results: readonly ProbeResult[];
  lines: readonly VerdictLine[];
}

interface Family {
  help: string;
  samples: string[];
}

const LEVELS = ['OK', 'WARN', 'CRIT', 'NO-DATA'] as const;

/**
 * The Prometheus text format (0.0.4): every value of every probe in its base unit, whether each probe was answered and
 * how long it took, and the level of each line as a state set. A value that could not be seen has no sample.
 */
export function probeExposition(round: Round): string {
  const families = new Map<string, Family>();
  const add = (name: string, help: string, labels: Record<string, string>, value: number) => {
    const family = families.get(name) ?? { help, samples: [] };
    family.samples.push(`${name}${labelText(labels)} ${value}`);
    families.set(name, family);
  };
  for (const result of round.results) {
    const { probe } = result;
    add('r3mes_probe_up', 'Whether the probe was answered as it should be.', { probe }, result.ok ? 1 : 0);
    add('r3mes_probe_duration_seconds', 'How long the look took.', { probe }, result.durationMs / 1000);
    add(
      'r3mes_probe_tries',
      'How often it was looked at in this round.',
      { probe },
      result.tries?.count ?? 1,
    );
    if (!result.ok) {
      const { stage, code } = result.failure;
      add(
        'r3mes_probe_failure_info',
        'Where the look failed, and with which code.',
        { probe, stage, code },
        1,
      );
      continue;
    }
    for (const { id, title, value, unit } of result.facts.values) {
      if (value === null) continue;
      const { name, factor } = probeMetric(probe, id, unit);
      add(name, title, {}, value * factor);
    }
  }
  for (const line of round.lines) {
    if (line.level === 'N/A') continue;
    for (const level of LEVELS) {
      const labels = { line: line.id, level };
      add(
        'r3mes_line_level',
        'Level of a judged line: 1 for the level that it has.',
        labels,
        Number(line.level === level),
      );
    }
  }
  return [...families]
    .map(([name, { help, samples }]) => {
      return `# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, ' ')}\n# TYPE ${name} gauge\n${samples.join('\n')}\n`;
    })
    .join('');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    return `${name}="${value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
