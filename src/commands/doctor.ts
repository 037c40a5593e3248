import pc from 'picocolors';
import { ProbeSet } from '../../probes/probe-set.ts';
import { inertLine } from '../../reports/inert-text.ts';
import { wrap } from '../../reports/text/table.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { engineFindings } from './doctor/engines.ts';
import type { Finding } from './doctor/finding.ts';
import { generatorFindings } from './doctor/generator.ts';
import { partFindings } from './doctor/part-findings.ts';
import { reachFindings } from './doctor/reach.ts';
import { checkedDuration, probedTarget } from './probe/probe-plan.ts';
import { declaredProbes } from './probe-names.ts';

/** Flags of `harness doctor`, as commander gives them. */
export interface DoctorFlags {
  target?: string;
  targets?: string;
  json: boolean;
  /** Measure what this machine can offer, and nothing else. */
  calibrate: boolean;
  timeout: string;
}

/** Looks at this machine and at every declared part, and says what to do about what it finds; gives the exit code. */
export async function doctorCommand(host: Host, flags: DoctorFlags): Promise<number> {
  if (flags.calibrate) return shown(host, flags, await calibrated(host, flags));
  const deadlineMs = checkedDuration('--timeout', flags.timeout, 'ERR_PROBE_TIMEOUT');
  const target = await probedTarget(host, flags).catch((error: { code?: unknown }) => {
    // No target is no reason to say nothing of this machine.
    if (flags.target === undefined && error.code === 'ERR_TARGET_NO_STANDIN') return null;
    throw error;
  });
  const names = target === null ? [] : declaredProbes(target);
  const probes = new ProbeSet({
    names,
    target: target?.probes ?? {},
    deadlineMs,
    retries: 0,
    clock: () => host.now(),
  });
  const [generator, engines, reach, results] = await Promise.all([
    generatorFindings(host),
    engineFindings(host),
    reachFindings(names, target?.probes ?? {}, deadlineMs),
    probes.round(),
  ]);
  await probes.close();
  // What cannot be connected to is told once.
  const told = new Set(
    reach.filter(({ level }) => level === 'problem').map(({ area, remedy }) => area + remedy),
  );
  const parts = partFindings(results).filter(({ area, remedy }) => !told.has(area + remedy));
  const findings = [...generator, ...engines, ...ordered(names, [...reach, ...parts])];
  return shown(host, flags, findings, names.length);
}

// Loaded when asked for: the engine is not needed to look around.
async function calibrated(host: Host, { json }: DoctorFlags): Promise<Finding[]> {
  if (!json)
    host.err.write('Measuring what this machine can offer; this takes up to 20 s. Leave it alone.\n');
  const { calibrate } = await import('./doctor/calibrate.ts');
  return calibrate(host);
}

/** `parts`: how many are declared; absent where nobody looked. */
function shown(host: Host, { json }: DoctorFlags, findings: readonly Finding[], parts?: number): number {
  if (json) host.out.write(`${JSON.stringify({ version: 1, findings }, null, 2)}\n`);
  else host.out.write(doctorText(findings, host, parts));
  return findings.some(({ level }) => level === 'problem') ? EXIT_CODES.thresholds.code : 0;
}

function ordered(names: readonly string[], findings: readonly Finding[]): Finding[] {
  return names.flatMap((name) => findings.filter(({ area }) => area === name));
}

const MARKS = { ok: '✓', warning: '▲', problem: '✗' } as const;

function doctorText(findings: readonly Finding[], { out, env }: Host, parts = 1): string {
  const colours = pc.createColors(out.isTTY && !env['NO_COLOR']);
  const paint = { ok: colours.green, warning: colours.yellow, problem: colours.red };
  const indent = ' '.repeat(15);
  const width = Math.max(50, out.columns) - indent.length;
  const lines = findings.flatMap(({ area, level, what, remedy }) => {
    const [first = '', ...rest] = wrap(inertLine(what), width);
    // A remedy is there to be copied: it is not broken.
    const todo = remedy === '' ? [] : [`${indent}-> ${inertLine(remedy)}`];
    return [
      `${paint[level](MARKS[level])} ${area.padEnd(12)} ${first}`,
      ...rest.map((more) => indent + more),
      ...todo,
    ];
  });
  const count = (level: Finding['level']) => findings.filter((each) => each.level === level).length;
  const none = parts === 0 ? ['No part of R3MES is declared: docs/probes.md has the variables.'] : [];
  return `${[...lines, ...none, `${count('problem')} problems, ${count('warning')} warnings`].join('\n')}\n`;
}
