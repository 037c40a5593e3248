import type { ModuleFactory, VuContext } from '../contract.ts';
import { GoError } from './go-error.ts';

/** The module `k6/secrets`: values of the sources that `--secret-source` names. */
export const secretsModule: ModuleFactory = (vu) => {
  const exports = {
    get: (key?: unknown) => secretOf(vu, 'default', key),
    source: (name?: unknown) => ({ get: (key?: unknown) => secretOf(vu, String(name), key) }),
  };
  return { default: exports };
};

async function secretOf({ bridge }: VuContext, source: string, key: unknown): Promise<string> {
  const found = bridge.secret(source, String(key));
  if (!found.ok) throw new GoError(found.message);
  return found.value;
}
