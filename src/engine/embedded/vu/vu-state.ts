import type { Tags } from '../../../metrics/sample.ts';
import type { VuOptions, VuState } from '../realm/contract.ts';

export type Phase = VuState['phase'];

/** What a scenario gives the VUs that work for it. */
export interface ScenarioContext {
  readonly name: string;
  readonly executor: string;
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  /** Base tags of its samples, interned. */
  readonly tags: Tags;
  /** Epoch milliseconds. */
  startTimeMs: number;
  /** 0..1 */
  progress(): number;
}

/** The mutable state of one VU; the realm's modules see it as VuState. */
export class VuRecord implements VuState {
  readonly id: number;
  readonly idInTest: number;
  readonly options: VuOptions;
  iteration = -1;
  iterationInScenario = -1;
  iterationInTest = 0;
  iterationInInstance = 0;
  phase: Phase = 'init';
  scenario: ScenarioContext | null = null;
  group = '';
  tags: Tags;
  metadata: Tags = {};
  plannedStartMs: number | null = null;
  /** How much later than planned the iteration began; null where nobody asks or nothing was planned. */
  startLagMs: number | null = null;
  dataSent = 0;
  dataReceived = 0;

  constructor(ids: { id: number; idInTest: number }, tags: Tags, options: VuOptions) {
    this.id = ids.id;
    this.idInTest = ids.idInTest;
    this.tags = tags;
    this.options = options;
  }
}
