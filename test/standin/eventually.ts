import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `holds` is true, asking again and again; throws after `limitMs`. */
export async function eventually(holds: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  for (const endMs = performance.now() + limitMs; performance.now() < endMs; ) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error(`it did not come true within ${limitMs} ms: ${holds}`);
}
