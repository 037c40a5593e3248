// Runs a corpus of k6 scripts with what the real k6 did with them through the embedded engine and compares.
//   CORPUS=/path/to/conformance npm run test:conformance [parts of case names]
// The corpus is no part of this project: without it there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const corpus = resolve(process.env.CORPUS ?? join(root, '../shared/conformance'));
if (!existsSync(join(corpus, 'record.mjs'))) {
  console.log(`conformance: skipped, because there is no corpus at ${corpus} (CORPUS names another place)`);
  process.exit(0);
}
const record = mkdtempSync(join(tmpdir(), 'r3mes-conformance-'));
const env = {
  ...process.env,
  RUNNER: `node ${join(root, 'build/out/cli.js')}`,
  RUN_ARGS: '--quiet --no-gate',
  JOBS: process.env.JOBS ?? '2',
  OUT: record,
  NODE_PATH: join(root, 'node_modules'),
};
const only = process.argv.slice(2);
const run = (script, args) =>
  spawnSync('node', [join(corpus, script), ...args], { env, cwd: corpus, stdio: 'inherit' });
run('record.mjs', only);
const { status } = run('compare.mjs', [
  record,
  join(corpus, 'golden'),
  '--quiet',
  ...(only.length > 0 ? [`--only=${only.join(',')}`] : []),
]);
process.exitCode = status ?? 1;
