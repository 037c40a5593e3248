import type { ModuleFactory } from '../contract.ts';

/** The module `k6/experimental/streams`. */
export const streamsModule: ModuleFactory = (vu) => {
  const { streams } = vu.part('streams');
  return { ...streams, default: { ...streams } };
};
