import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** As R3MES's query client: three attempts of ten seconds, with these pauses between them, for anything but a 200. */
const TIMEOUT_MS = 10_000;
const PAUSES_MS = [1000, 2000];
const BLOCKS = '/cosmos/base/tendermint/v1beta1/blocks/';
/** The path of the newest block. */
export const LATEST_BLOCK = `${BLOCKS}latest`;

/** The API's way to the chain, over real HTTP, with R3MES's retries; all its times are multiplied by `delayScale`. */
export class ChainClient {
  private readonly lcdPool: Pool;
  private readonly rpcPool: Pool;
  private readonly delayScale: number;
  private readonly closing = new AbortController();
  private latest: (() => number) | null = null;

  constructor(options: { lcdUrl: string; rpcUrl: string; delayScale: number }) {
    const timeoutMs = Math.max(1, TIMEOUT_MS * options.delayScale);
    const limits = { connections: 64, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    this.lcdPool = new Pool(options.lcdUrl, limits);
    this.rpcPool = new Pool(options.rpcUrl, limits);
    this.delayScale = options.delayScale;
  }

  /** The LCD's JSON of a path; null when all attempts failed, after about 3 s: the routes then answer zeros. */
  lcd(path: string): Promise<unknown> {
    const asked = path === LATEST_BLOCK && this.latest !== null ? `${BLOCKS}${this.latest()}` : path;
    return this.retried(() => fetchJson(this.lcdPool, asked));
  }

  /** From now on the latest block is that of a height; null: the chain's own. */
  showLatest(height: (() => number) | null): void {
    this.latest = height;
  }

  /** The node's /status with the same retries; null when all failed. */
  rpcStatus(): Promise<unknown> {
    return this.retried(() => fetchJson(this.rpcPool, '/status'));
  }

  /** The node's /status in one attempt; throws when it fails. */
  rpcStatusOnce(): Promise<unknown> {
    return fetchJson(this.rpcPool, '/status');
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([this.lcdPool.destroy(), this.rpcPool.destroy()]);
  }

  private async retried(ask: () => Promise<unknown>): Promise<unknown> {
    for (let attempt = 0; !this.closing.signal.aborted; attempt++) {
      try {
        return await ask();
      } catch {
        const pauseMs = PAUSES_MS[attempt];
        if (pauseMs === undefined) return null;
        await sleep(pauseMs * this.delayScale, undefined, { signal: this.closing.signal }).catch(() => {});
      }
    }
    return null;
  }
}

async function fetchJson(pool: Pool, path: string): Promise<unknown> {
  const { statusCode, body } = await pool.request({ path, method: 'GET' });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}
