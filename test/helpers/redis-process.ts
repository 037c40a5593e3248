import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Real Redis servers that end together. */
export class RedisProcesses {
  readonly folder = mkdtempSync(join(tmpdir(), 'redis-test-'));
  readonly #children: ChildProcess[] = [];

  /** Resolves once it answers, refusals for want of a password included. */
  async start(port: number, ...flags: string[]): Promise<ChildProcess> {
    const folder = mkdtempSync(join(this.folder, 'node-'));
    const network = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    return this.#answering(port, spawn('redis-server', [...network, ...flags], { stdio: 'ignore' }));
  }

  /** A sentinel that watches one primary, with the lines given beside. */
  async sentinel(port: number, lines: readonly string[]): Promise<ChildProcess> {
    const config = join(this.folder, `sentinel-${port}.conf`);
    writeFileSync(config, [`port ${port}`, 'bind 127.0.0.1', `dir ${this.folder}`, ...lines, ''].join('\n'));
    return this.#answering(port, spawn('redis-server', [config, '--sentinel'], { stdio: 'ignore' }));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answering(port: number, child: ChildProcess): Promise<ChildProcess> {
    this.#children.push(child);
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => {});
    await client.call('PING').catch((error: Error) => {
      if (!error.message.includes('NOAUTH')) throw error;
    });
    client.disconnect();
    return child;
  }
}
