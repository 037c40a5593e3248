import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './listen.ts';

/** '' where Prometheus and promtool are installed, else the reason to print beside skipped tests. */
export function whyNoPrometheus(): string {
  const missing = ['prometheus', 'promtool'].filter(
    (name) => spawnSync(name, ['--version']).error !== undefined,
  );
  return missing.length === 0 ? '' : `(skipped: no ${missing.join(', ')} here: apt-get install prometheus)`;
}

/** A real Prometheus that scrapes one address each half second. */
export class Prometheus {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** Resolves once its API answers. */
  static async start(scraped: string): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-test-'));
    const config = join(folder, 'prometheus.yml');
    writeFileSync(
      config,
      `global: {scrape_interval: 500ms, scrape_timeout: 500ms}
scrape_configs:
  - job_name: r3mes
    scrape_interval: 2s
    scrape_timeout: 2s
    static_configs: [{targets: ['${scraped}']}]
`,
    );
    const port = await freePort();
    const flags = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`];
    const child = spawn('prometheus', [...flags, `--web.listen-address=127.0.0.1:${port}`], {
      stdio: 'ignore',
    });
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`, child, folder);
    for (let turn = 0; turn < 300; turn++) {
      if ((await fetch(`${prometheus.url}/-/ready`).catch(() => null))?.ok) return prometheus;
      await new Promise((later) => setTimeout(later, 100));
    }
    await prometheus.stop();
    throw new Error('prometheus was not ready within 30 s');
  }

  /** The value of an instant query that gives one series; undefined where it gives none. */
  async value(query: string): Promise<number | undefined> {
    const response = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    const text = data.result[0]?.value[1];
    return text === undefined ? undefined : Number(text);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
