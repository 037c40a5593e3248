import type { ModuleFactory } from '../contract.ts';

/** Every k6 module that scripts may import: specifier -> factory. */
export const MODULES: Readonly<Record<string, ModuleFactory>> = {};
