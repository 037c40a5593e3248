import type { ModuleFactory } from '../contract.ts';

/** The module `k6/html`. */
export const htmlModule: ModuleFactory = (vu) => {
  const exports = {
    parseHTML: (text?: unknown) => vu.part('html').parseHtml(vu, String(text), ''),
  };
  return { ...exports, default: exports };
};
