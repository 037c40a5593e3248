import type { HostResult } from '../realm/contract.ts';

/** What a function of the host returns or throws, as a result: nothing may be thrown into the realm. */
export function attempt<T>(make: () => T): HostResult<T> {
  try {
    return { ok: true, value: make() };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** The text of what was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
