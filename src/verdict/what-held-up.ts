import type { MachineEvidence } from '../self-check/machine-evidence.ts';

/** From this share of its time on, and of what it ran, a thread's waiting for a CPU is what made it late. */
const WAITED = { ofTime: 0.02, ofRunning: 0.25 };
/** Cores that others use and that do not matter. */
const FEW_CORES = 0.25;

/** What to change where the generator was late or busy, by what the scheduler says of it. */
export function whatHeldUp(machine: MachineEvidence | null): string {
  const { cpu, cores } = machine ?? { cpu: null, cores: null };
  if (cpu === null) return 'plan less, or give the machine to the run alone';
  const isOwn = cpu.waited < WAITED.ofTime || cpu.waited < WAITED.ofRunning * cpu.ran;
  if (isOwn) return 'it is the load’s own work: plan less, or use more --workers on more cores';
  const waited = `it was ready and had no CPU for ${percent(cpu.waited)} of the time`;
  if (cores === null) return `${waited}: end what else runs on this machine`;
  if (cores.others < FEW_CORES)
    return `${waited}, since its own threads share ${cores.all} cores: fewer --workers, or more cores`;
  return `${waited}, while other processes used ${cores.others.toFixed(1)} of ${cores.all} cores: end them, or load from a machine of its own`;
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
