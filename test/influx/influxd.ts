import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfluxPoints } from '../../src/influx/influx-points.ts';
import { SLOS } from '../../thresholds.ts';
import { freePort } from '../helpers/listen.ts';

const INFLUXD = '/usr/bin/influxd';
/** True where there is none. */
export const missing = !existsSync(INFLUXD);
if (missing)
  console.warn(`skipped: a real InfluxDB, because there is no ${INFLUXD} (apt-get install influxdb)`);

/** A real InfluxDB of its own folder, that can be stopped and started again. */
export class Influxd {
  readonly #dir = mkdtempSync(join(tmpdir(), 'influxd-'));
  #child: ChildProcess | undefined;
  port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}/r3mes`;
  }

  async prepare(): Promise<void> {
    this.port = await freePort();
    const rpc = await freePort();
    const dir = this.#dir;
    writeFileSync(
      join(dir, 'influxdb.conf'),
      `reporting-disabled = true\nbind-address = "127.0.0.1:${rpc}"\n[meta]\ndir = "${dir}/meta"\n[data]\ndir = "${dir}/data"\nwal-dir = "${dir}/wal"\n[http]\nbind-address = "127.0.0.1:${this.port}"\nlog-enabled = false\n`,
    );
  }

  async start(): Promise<void> {
    this.#child = spawn(INFLUXD, ['-config', join(this.#dir, 'influxdb.conf')], { stdio: 'ignore' });
    for (let round = 0; round < 200; round++) {
      const ok = await fetch(`http://127.0.0.1:${this.port}/ping`).then(
        (r) => r.ok,
        () => false,
      );
      if (ok) return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error('influxd did not start');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }
}

/** Tags of a made-up run, one with a backslash at its end. */
export const TAGS = { run: 'r-1', scenario: 'api', profile: '', target: 'C:\\' };
/** The points of a made-up run. */
export const newPoints = (run = 'r-1') =>
  new InfluxPoints({ ...TAGS, run }, { startedMs: Date.UTC(2026, 10, 25, 10), slos: SLOS });
