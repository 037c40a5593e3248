// Runs a bench by its name, or lists them: npm run bench -- NAME [arguments]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
/** What benches share. */
const NO_BENCH = ['bench.mjs', 'bench-run.mjs', 'pinned.mjs', 'run-ts.mjs'];
const [name, ...rest] = process.argv.slice(2);
const benches = readdirSync(here).filter((file) => /\.(mjs|ts)$/.test(file) && !NO_BENCH.includes(file));

if (name === undefined) {
  for (const file of benches) {
    const [first] = readFileSync(join(here, file), 'utf8').split('\n');
    console.log(`${file.replace(/\.\w+$/, '').padEnd(18)} ${first.replace(/^\/\/ /, '')}`);
  }
} else {
  const file = benches.find((each) => each.replace(/\.\w+$/, '') === name);
  if (file === undefined) {
    console.error(`no bench "${name}"; npm run bench lists them`);
    process.exit(255);
  }
  if (!existsSync(join(here, '../build/out/cli.js'))) {
    console.error('the harness is not built: npm run build');
    process.exit(255);
  }
  const command = file.endsWith('.ts') ? [join(here, 'run-ts.mjs'), join('bench', file)] : [join(here, file)];
  const { status } = spawnSync(process.execPath, [...command, ...rest], {
    stdio: 'inherit',
    cwd: join(here, '..'),
  });
  process.exitCode = status ?? 1;
}
