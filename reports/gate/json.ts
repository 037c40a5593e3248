import type { GateRecord } from '../../src/store/record/gate.ts';

/** The gate for machines; the seconds of its runs stay in their folders. */
export function gateJson(gate: GateRecord): string {
  const parts = gate.parts.map((part) => (part.kind === 'run' ? { ...part, intervals: undefined } : part));
  return `${JSON.stringify({ ...gate, parts }, null, 2)}\n`;
}
