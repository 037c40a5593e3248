import type { GateRecord } from '../../src/store/record/gate.ts';
import { gateJson } from './json.ts';
import { gateJunit } from './junit.ts';
import { gateMarkdown } from './markdown.ts';

/** Every format by the name that `gate --report` takes. */
export const GATE_REPORTS = {
  junit: gateJunit,
  markdown: gateMarkdown,
  json: gateJson,
} as const satisfies Record<string, (gate: GateRecord) => string>;

export type GateFormat = keyof typeof GATE_REPORTS;
