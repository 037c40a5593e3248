/** From this share of its memory on, a process is about to be killed. */
export const MEMORY_END = 0.92;

/** What the machine did to the generator over a run. */
export interface MachineEvidence {
  /** Share (0..1) of the machine's CPU time that went to other guests; null where it does not tell. */
  steal: number | null;
  /** Share (0..1) of the run in which the CPU quota of the container kept it from running. */
  throttled: number | null;
  /** Highest share (0..1) of the descriptors in use. */
  descriptors: number | null;
  /** Highest share (0..1) of the memory in use. */
  memory: number;
  /** Of the thread that waited most, shares (0..1) of the time: on a CPU, and ready but without one. */
  cpu: { ran: number; waited: number } | null;
  /** How many the machine has, and how many of them other processes than this one used, on average. */
  cores: { all: number; others: number } | null;
  /** Of any one thread: share (0..1) of the run, and the longest, in ms. */
  gc: { share: number; longestMs: number };
}
