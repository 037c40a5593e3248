import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RealmScript } from './in-realm.ts';
import { type Program, programs, textOf } from './programs.ts';

/** `R3MES_PROGRAMS=100000` runs so many, `R3MES_PROGRAMS_SEED` those of another seed. */
const RUNS = Number(process.env['R3MES_PROGRAMS'] ?? 150);
const SEED = Number(process.env['R3MES_PROGRAMS_SEED'] ?? 20261125);

// Programs leave rejected promises alone or for later, as scripts do.
const watching = process.listeners('unhandledRejection');
const ignore = (): void => {};
beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', ignore);
  process.on('rejectionHandled', ignore);
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.off('rejectionHandled', ignore);
  for (const listener of watching) process.on('unhandledRejection', listener);
});

const STUBS = `const sleep = () => {}; const group = (name, fn) => fn();
const check = (value, sets) => { let all = true; for (const name of Object.keys(sets)) { const e = sets[name]; const ok = Boolean(typeof e === 'function' ? e(value) : e); all = all && ok; } return all; };`;

async function plain(program: Program): Promise<string> {
  return await new Function(`"use strict"; ${STUBS}\n${textOf(program)}\nreturn run();`)();
}

async function rewritten(
  program: Program,
): Promise<{ suspending: string; blocking: string; leaks: string[] }> {
  const head = `import { sleep, group, check } from 'k6';\n`;
  const tail =
    'export function suspending() { return run(); }\nexport function blocking() { return ({ get x() { return run(); } }).x; }';
  const results: string[] = [];
  const script = new RealmScript(`${head}${textOf(program)}\n${tail}`);
  for (const name of ['suspending', 'blocking']) {
    const { outcome } = await script.run(name);
    results.push(outcome.kind === 'done' ? String(outcome.value) : JSON.stringify(outcome));
  }
  return { suspending: results[0] as string, blocking: results[1] as string, leaks: script.logs };
}

test(`programs do the same rewritten, in blocking mode and as plain code (${RUNS} of seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const expected = await plain(program);
      // Where the stack ends depends on the engine; deep-recursion.test.ts has that.
      fc.pre(!expected.includes('RangeError'));
      const { suspending, blocking, leaks } = await rewritten(program);
      // k6 has no `for await`: only that it comes to its end is asked of it.
      if (program.body.includes('for await')) {
        expect({ ended: suspending.startsWith('{"result"'), leaks }).toEqual({ ended: true, leaks: [] });
        return;
      }
      expect({ suspending: JSON.parse(suspending), leaks }).toEqual({
        suspending: JSON.parse(expected),
        leaks: [],
      });
      if (!program.isAsync && !/\b(af|async)\b/.test(program.body))
        expect(JSON.parse(blocking)).toEqual(JSON.parse(expected));
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: false, interruptAfterTimeLimit: 3_000_000 },
  );
}, 3_600_000);
