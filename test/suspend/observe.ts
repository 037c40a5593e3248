import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folder, harness } from '../helpers/harness.ts';

/** What a k6 script told by `obs(value)`, and how its run ended. */
export interface Observed {
  values: unknown[];
  code: number | null;
  /** Log lines and everything else on stderr. */
  err: string;
}

/** Text of the function by which scripts tell what they see. */
export const OBS = `const obs = (value) => console.log('OBS ' + JSON.stringify(value));\n`;

/** Runs `main` of these files (path -> text) as `k6 run` would. */
export async function observe(
  files: Record<string, string>,
  args: readonly string[] = [],
): Promise<Observed> {
  const cwd = folder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return observeFile(join(cwd, Object.keys(files)[0] as string), args);
}

/** Runs a script as `k6 run` would. */
export async function observeFile(script: string, args: readonly string[] = []): Promise<Observed> {
  const { code, err } = await harness(
    ['run', '--quiet', '--no-gate', '--log-format', 'json', ...args, script],
    { cwd: folder() },
  );
  const lines = err.split('\n').filter((line) => line.startsWith('{'));
  const messages = lines.map((line) => String((JSON.parse(line) as { msg: unknown }).msg));
  const values = messages
    .filter((text) => text.startsWith('OBS '))
    .map((text): unknown => JSON.parse(text.slice(4)));
  return { values, code, err };
}
