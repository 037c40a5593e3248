// Kills short runs at random moments: each must be shown afterwards, with every second that had been closed.
//   node bench/kills.mjs [count]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { line, sayLoad } from './bench-run.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../build/out/cli.js');
const count = Number(process.argv[2] ?? 1000);
const AT_ONCE = 4;
const SCRIPT = `import { sleep } from 'k6'; export const options = { vus: 2, duration: '60s' }; export default () => sleep(0.05);`;
let shown = 0;
let before = 0;
let lost = 0;
let unreadable = 0;

async function kill() {
  const cwd = mkdtempSync(join(tmpdir(), 'r3mes-kills-'));
  writeFileSync(join(cwd, 's.js'), SCRIPT);
  const child = spawn(process.execPath, [cli, 'run', 's.js', '-q'], { cwd, stdio: 'ignore' });
  await new Promise((moment) => setTimeout(moment, Math.random() * 4000));
  const runs = join(cwd, 'runs');
  const closed = seconds(runs);
  child.kill('SIGKILL');
  await new Promise((ended) => (child.exitCode === null ? child.once('exit', ended) : ended()));
  if (!existsSync(join(runs, 'last'))) before++;
  else {
    const { status, stdout } = spawnSync(process.execPath, [cli, 'report', 'last', '--format', 'json'], {
      cwd,
    });
    const record = status === 0 ? JSON.parse(stdout) : null;
    if (record?.end !== 'interrupted') unreadable++;
    else if (seconds(runs) < closed) lost++;
    else shown++;
  }
  rmSync(cwd, { recursive: true, force: true });
}

function seconds(runs) {
  const [id] = existsSync(runs) ? readdirSync(runs).filter((name) => name !== 'last') : [];
  const file = join(runs, id ?? '', 'intervals.ndjson');
  return id === undefined || !existsSync(file) ? 0 : readFileSync(file, 'utf8').split('\n').length - 1;
}

for (let done = 0; done < count; done += AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, kill));
line('kills, of which before there was a run', `${count}, ${before}`, '');
line('shown as interrupted with all closed seconds', String(shown), String(count - before));
line('unreadable, with lost seconds', `${unreadable}, ${lost}`, '0, 0');
sayLoad();
