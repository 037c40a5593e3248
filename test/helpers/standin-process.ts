import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Events } from '../../standin/event-counts.ts';
import type { Counts } from '../../standin/request-counts.ts';
import type { StandinUrls } from '../../standin/standin.ts';

/** A stand-in in a process of its own, as users have it. */
export interface StandinProcess {
  urls: StandinUrls;
  /** What declares its parts to `harness`. */
  env: Record<string, string>;
  control(method: 'PUT' | 'DELETE', path: string): Promise<void>;
  counts(run?: string): Promise<Counts>;
  /** Counts of another part that is asked by HTTP. */
  countsOf(part: 'web' | 'rpc' | 'lcd', run?: string): Promise<Counts>;
  /** Counts of the API's WebSockets, or of the node's. */
  events(part: 'ws' | 'rpcSocket', run?: string): Promise<Events>;
  stop(): Promise<void>;
}

/** Starts `harness standin`; it ends with this process at the latest. */
export async function startStandinProcess(...flags: string[]): Promise<StandinProcess> {
  const args = [resolve('build/out/cli.js'), 'standin', '--unlisted', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const urls = await new Promise<StandinUrls>((ready, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, json] = /^standin ready (.*)$/.exec(line) ?? [];
      if (json !== undefined) ready(JSON.parse(json) as StandinUrls);
    });
    child.once('exit', (code) => fail(new Error(`the stand-in ended with ${code}`)));
  });
  const ask = async (method: string, path: string) => {
    const response = await fetch(`${urls.control}${path}`, { method });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const query = (run: string | undefined) => (run === undefined ? '' : `?run=${run}`);
  const json = async (path: string): Promise<unknown> => (await ask('GET', path)).json();
  return {
    urls,
    env: {
      R3MES_API_URL: urls.api,
      R3MES_WS_URL: urls.websocket,
      R3MES_WEB_URL: urls.frontend,
      R3MES_RPC_URL: urls.rpc,
      R3MES_LCD_URL: urls.lcd,
      R3MES_CHAIN_ID: urls.chainId,
      DATABASE_URL: urls.postgres,
      ...(urls.redis === null ? {} : { REDIS_URL: urls.redis }),
    },
    control: async (method, path) => void (await ask(method, path)),
    counts: async (run) => (await json(`/counts${query(run)}`)) as Counts,
    countsOf: async (part, run) => (await json(`/counts/${part}${query(run)}`)) as Counts,
    events: async (part, run) => (await json(`/counts/${part}${query(run)}`)) as Events,
    async stop() {
      child.stdin.end();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
