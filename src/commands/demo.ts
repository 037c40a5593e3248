import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseFault } from '../../standin/fault.ts';
import type { StandinUrls } from '../../standin/standin.ts';
import { parseSpanMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import type { FailOn } from '../verdict/verdict.ts';
import { DEFAULT_RUN_FLAGS } from './run/default-flags.ts';
import { gateRun, type RunFlags } from './run.ts';

/** R3MES pings every 30 s and pushes nothing: in half a minute there would be nothing to see. */
const PING_SECONDS = 5;
const PUSHING = ['--ws-push', '--ws-ping-ms', String(PING_SECONDS * 1000)];

/** Flags of `harness demo`, as commander gives them. */
export interface DemoFlags {
  fault: readonly string[];
  duration: string;
  rate: number;
  delayScale: number;
  failOn: FailOn;
  outDir: string;
  quiet: boolean;
}

/** Starts a stand-in in a process of its own, runs `mixed` against it with probes beside, reports, stops it. */
export async function demoCommand(host: Host, flags: DemoFlags): Promise<number> {
  for (const fault of flags.fault) parseFault(fault);
  if ((parseSpanMs(flags.duration) ?? 0) < 1000) {
    throw new HarnessError(`--duration "${flags.duration}" is no duration of at least 1s`, {
      code: 'ERR_PLAN_DURATION',
      exit: 'usage',
      hint: 'Write e.g. -d 10s.',
    });
  }
  if (flags.rate < 1) {
    throw new HarnessError('--rate is a number of requests a second from 1', {
      code: 'ERR_DEMO_RATE',
      exit: 'usage',
    });
  }
  host.err.write('demo: starting a local R3MES (PostgreSQL, Redis, chain, API) ...\n');
  const standin = await startStandinProcess(host, flags);
  try {
    const { exitCode } = await demoRun(host, standin.urls, flags);
    if (exitCode !== EXIT_CODES.invalid.code) return exitCode;
    host.err.write('demo: this machine was too busy to measure; once more ...\n');
    return (await demoRun(host, standin.urls, flags)).exitCode;
  } finally {
    await standin.stop();
  }
}

function demoRun(host: Host, urls: StandinUrls, flags: DemoFlags) {
  const { api, websocket, frontend, rpc, lcd, postgres, redis, chainId } = urls;
  host.err.write(
    `demo: API (${flags.rate} requests/s), WebSockets, pages and chain for ${flags.duration} at ${api}${redis === null ? ' (without Redis: its lines are shown, not judged)' : ''}\n`,
  );
  const env = {
    R3MES_RATE: String(flags.rate),
    R3MES_DURATION: flags.duration,
    R3MES_WS_URL: websocket,
    R3MES_WEB_URL: frontend,
    R3MES_WS_PING_SECONDS: String(PING_SECONDS),
    R3MES_WS_PUSH: '1',
    R3MES_BLOCK_SECONDS: '1',
    R3MES_RPC_URL: rpc,
    R3MES_LCD_URL: lcd,
    R3MES_CHAIN_ID: chainId,
    DATABASE_URL: postgres,
    REDIS_URL: redis ?? '',
  };
  const run: RunFlags = {
    env,
    quiet: flags.quiet,
    ...DEFAULT_RUN_FLAGS,
    target: api,
    failOn: flags.failOn,
    outDir: flags.outDir,
  };
  return gateRun(host, 'mixed', run);
}

interface StandinProcess {
  urls: StandinUrls;
  stop(): Promise<void>;
}

async function startStandinProcess(host: Host, flags: DemoFlags): Promise<StandinProcess> {
  const cli = fileURLToPath(new URL('./cli.js', import.meta.url));
  const faults = flags.fault.flatMap((fault) => ['--fault', fault]);
  const scale = ['--delay-scale', String(flags.delayScale)];
  const child = spawn(
    host.execPath,
    [cli, 'standin', '--no-rate-limits', '--unlisted', ...PUSHING, ...scale, ...faults],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.stdin?.end();
    child.kill('SIGTERM');
    await ended;
  };
  const ready = await Promise.race([firstUrls(child), ended.then(() => null)]);
  if (ready !== null) return { urls: ready, stop };
  throw new HarnessError('the local R3MES did not start', {
    code: 'ERR_DEMO_STANDIN',
    exit: 'usage',
    hint: 'Its own message stands above; "harness standin" tries it alone.',
  });
}

async function firstUrls(child: ChildProcess): Promise<StandinUrls | null> {
  if (child.stdout === null) return null;
  for await (const line of createInterface({ input: child.stdout })) {
    const [, json] = /^standin ready (.*)$/.exec(line) ?? [];
    if (json !== undefined) return JSON.parse(json) as StandinUrls;
  }
  return null;
}
