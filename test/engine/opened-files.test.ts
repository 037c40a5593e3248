import { describe, expect, test } from 'vitest';
import { runScript } from './script-run.ts';

const TWO_VUS = 'export const options = { vus: 2, iterations: 2, noTeardown: true };';

describe('open()', () => {
  test.each([1, 2])(
    'gives what the first init code opened, and nothing else, with %i workers',
    async (workers) => {
      const script = `
      import fs from 'k6/experimental/fs';
      import { sleep } from 'k6';
      const text = open('./a.txt');
      const bytes = open('./a.txt', 'b');
      const file = await fs.open('./a.txt');
      let refused;
      try { open(__VU === 0 ? './a.txt' : './b.txt'); } catch (e) { refused = String(e).replace(/"(.*)b.txt/, '"b.txt'); }
      let forbidden;
      try { if (__VU !== 0) await fs.open('./b.txt'); } catch (e) { forbidden = e.name; }
      ${TWO_VUS}
      export default async function () {
        const into = new Uint8Array(bytes);
        into[0]++;
        const own = new Uint8Array(3);
        await file.read(own);
        sleep(0.2);
        out([text, into[0], String(own), own instanceof Uint8Array, refused, forbidden]);
      }`;
      const { outputs, exitCode, stderr } = await runScript(script, {
        files: { 'a.txt': 'abc', 'b.txt': 'never' },
        args: ['--workers', String(workers)],
      });
      const refused =
        'GoError: open() can\'t be used with files that weren\'t previously opened during initialization (__VU==0), path: "b.txt"';
      const one = ['abc', 98, '97,98,99', true, refused, 'ForbiddenError'];
      expect(outputs, stderr).toEqual([one, one]);
      expect(exitCode).toBe(0);
    },
  );

  test('of a file that only a later init code asks for ends the run with 107 before its load', async () => {
    const script = `if (__VU === 1) open('./a.txt');\nexport default function () { out(1); }`;
    const { outputs, exitCode, logs } = await runScript(script, { files: { 'a.txt': 'abc' } });
    expect([outputs, exitCode]).toEqual([[], 107]);
    expect(logs.join()).toContain("weren't previously opened during initialization (__VU==0)");
  });
});
