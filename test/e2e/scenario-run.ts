import type { RunRecord } from '../../src/store/record/v1.ts';
import { type Ended, folder, harness, lastRun } from '../helpers/harness.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

/** A stand-in whose chain and WebSockets are quick enough for runs of a few seconds; its limits are real. */
export const startQuickStandin = (...flags: string[]): Promise<StandinProcess> =>
  startStandinProcess(
    ...['--delay-scale', '0.01', '--block-time-ms', '100'],
    ...['--ws-ping-ms', '400', '--ws-pong-timeout-ms', '2400'],
    ...flags,
  );

/** What a target of those times is said to be. */
export const QUICK = {
  R3MES_RATE_LIMITS: 'contract',
  R3MES_BLOCK_SECONDS: '0.1',
  R3MES_WS_PING_SECONDS: '0.4',
  R3MES_WS_PONG_TIMEOUT_SECONDS: '2.4',
  R3MES_ALLOW_WRITES: '1',
  R3MES_DURATION: '3s',
  // On a busy machine answers take seconds: none is to wait for a VU.
  R3MES_VUS: '80',
};

/** Runs a scenario of ours against the stand-in, by its URL and the environment, as users do. */
export async function runScenario(
  standin: StandinProcess,
  scenario: string,
  { env = {}, flags = [] }: { env?: Record<string, string>; flags?: readonly string[] } = {},
): Promise<Ended & { record: RunRecord }> {
  const cwd = folder();
  const args = ['run', scenario, '-q', ...flags];
  const ended = await harness(args, { cwd, env: { ...standin.env, ...QUICK, ...env } });
  return { ...ended, record: lastRun(cwd).record };
}

/** Answers by route and status, as a part of the stand-in counted them. */
export type RouteStatuses = Record<string, Record<string, number>>;

/** The record's requests by part and by the stand-in's own names of its routes. */
export function requestsByPart({ routes }: RunRecord): Record<'api' | 'rpc' | 'lcd' | 'web', RouteStatuses> {
  const parts: Record<'api' | 'rpc' | 'lcd' | 'web', RouteStatuses> = { api: {}, rpc: {}, lcd: {}, web: {} };
  for (const { name, method, statuses } of routes) {
    const { part, key } = routeOf(name, method);
    parts[part][key] ??= {};
    const counted = parts[part][key];
    for (const [status, count] of Object.entries(statuses)) counted[status] = (counted[status] ?? 0) + count;
  }
  return parts;
}

// `rpc /block (setup)` is GET /block of the node; `rpc block` is the same as a JSON-RPC call.
function routeOf(name: string, method: string): { part: 'api' | 'rpc' | 'lcd' | 'web'; key: string } {
  const plain = name.replace(/ \(\w+\)$/, '');
  const [, side, rest] = /^(rpc|lcd|web) (.*)$/.exec(plain) ?? [];
  if (side === 'rpc') return { part: 'rpc', key: `${method} ${rest}` };
  if (side === 'web') return { part: 'web', key: `${method} ${rest}` };
  if (side === 'lcd') {
    const wallet = rest?.includes('miner_score') === true ? '{miner}' : '{address}';
    return {
      part: 'lcd',
      key: `${method} ${rest?.replace(':height', '{height}').replace(':wallet', wallet)}`,
    };
  }
  const [path = ''] = plain.split('?');
  const parameter = path.startsWith('/user/:wallet/') ? '{address}' : '{wallet_address}';
  return { part: 'api', key: `${method} ${path.replace(':wallet', parameter)}` };
}
