import { ageSince } from './age.ts';
import { type ChainBlock, lcdBlockOf, peersOf, type StatusFacts, statusOf } from './chain/answers.ts';
import { type HttpAnswer, HttpClient } from './http/client.ts';
import { type HttpEndpoint, httpEndpointOf } from './http/endpoint.ts';
import { httpFailure } from './http/failure.ts';
import {
  type Probe,
  ProbeError,
  type ProbeFacts,
  type ProbeSession,
  type ProbeTarget,
  type ProbeValue,
} from './probe.ts';

const LCD_LATEST = '/cosmos/base/tendermint/v1beta1/blocks/latest';
/** A node that a proxy holds back from this long on is told of. */
const SKEW_NOTE_SECONDS = 5;

/**
 * The chain: the RPC's `/status` (age and height of its newest block, whether it catches up) and `/net_info` (peers), and
 * the newest block of the LCD where one is declared. Progress is counted from look to look.
 */
export const chainProbe: Probe = (target: ProbeTarget) => {
  const told = { headers: target.headers, tls: target.tls };
  const rpc = httpEndpointOf(target.rpcUrl, { variable: 'R3MES_RPC_URL', what: 'node RPC', ...told });
  const lcd = target.lcdUrl
    ? httpEndpointOf(target.lcdUrl, { variable: 'R3MES_LCD_URL', what: 'LCD', ...told })
    : undefined;
  return new ChainSession(rpc, lcd);
};

/** The newest block of an earlier look, and since when it is the newest. */
interface Before {
  height: bigint;
  atMs: number;
  /** Looks in a row that saw this height. */
  looks: number;
}

class ChainSession implements ProbeSession {
  readonly #rpc: { client: HttpClient; label: string };
  readonly #lcd: HttpClient | undefined;
  #before: Before | undefined;

  constructor(rpc: HttpEndpoint, lcd: HttpEndpoint | undefined) {
    this.#rpc = {
      client: new HttpClient(rpc, { accept: 'application/json', largestBody: 1024 * 1024 }),
      label: rpc.label,
    };
    this.#lcd = lcd && new HttpClient(lcd, { accept: 'application/json', largestBody: 4 * 1024 * 1024 });
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    const { client, label } = this.#rpc;
    // One after the other over one connection; the LCD beside them.
    const lcdBlock = this.#lcd === undefined ? undefined : answered(this.#lcd.get(LCD_LATEST, signal));
    const answer = await answered(client.get('/status', signal));
    if (answer instanceof ProbeError) throw answer;
    const status = statusOf(answer);
    const netInfo = await answered(client.get('/net_info', signal));
    const lcd = lcdBlock === undefined ? undefined : await lcdBlock;
    return {
      values: [
        ...this.#statusValues(status, answer),
        peers(netInfo),
        ...(lcd === undefined ? [] : lcdValues(lcd, status)),
      ],
      info: { product: 'CometBFT', version: status.version, network: status.network, server: label },
    };
  }

  async close(): Promise<void> {
    this.#rpc.client.close();
    this.#lcd?.close();
  }

  #statusValues(status: StatusFacts, answer: HttpAnswer): ProbeValue[] {
    const { block, catchingUp } = status;
    return [
      {
        id: 'block.ageSeconds',
        title: 'Age of the newest block',
        unit: 's',
        ...ageSince(block.timeMs),
      },
      { id: 'block.height', title: 'Height of the newest block', value: Number(block.height), unit: 'count' },
      this.#progress(block.height),
      { id: 'catchingUp', title: 'Catching up', value: catchingUp ? 1 : 0, unit: 'count' },
      skew(answer),
      { id: 'request.ms', title: 'Request to last byte', value: answer.requestMs, unit: 'ms' },
    ];
  }

  /** A stuck node says that it does not catch up: what tells is that its height stands still. */
  #progress(height: bigint): ProbeValue {
    const head = { id: 'block.progress', title: 'Blocks since the last look', unit: 'count' } as const;
    const atMs = performance.now();
    const before = this.#before;
    const looks = before?.height === height ? before.looks + 1 : 1;
    this.#before = { height, atMs, looks };
    if (before === undefined) return { ...head, value: null, note: 'needs a second look: --watch, or a run' };
    const span = `in ${((atMs - before.atMs) / 1000).toFixed(1)} s`;
    const still = looks >= 3 ? `; the height stands still for ${looks} looks` : '';
    return { ...head, value: Number(height - before.height), note: span + still };
  }
}

async function answered(asked: Promise<HttpAnswer>): Promise<HttpAnswer | ProbeError> {
  try {
    return await asked;
  } catch (error) {
    return httpFailure(error);
  }
}

function peers(answer: HttpAnswer | ProbeError): ProbeValue {
  const head = { id: 'peers', title: 'Peers', unit: 'count' } as const;
  if (answer instanceof ProbeError)
    return { ...head, value: null, note: `/net_info: ${answer.failure.message}` };
  const count = peersOf(answer);
  return typeof count === 'number' ? { ...head, value: count } : { ...head, value: null, note: count };
}

/** The node's clock against this one, as exact as a header with whole seconds is. */
function skew({ serverTimeMs, requestMs }: HttpAnswer): ProbeValue {
  const head = { id: 'clock.skewSeconds', title: 'Clock of the node against this one', unit: 's' } as const;
  if (serverTimeMs === null) return { ...head, value: null, note: 'the answer has no date' };
  const seconds = (serverTimeMs + 500 - (Date.now() - requestMs / 2)) / 1000;
  const value = Math.abs(seconds) <= 1 ? 0 : Math.round(seconds);
  if (Math.abs(value) < SKEW_NOTE_SECONDS) return { ...head, value, note: 'to the second' };
  return { ...head, value, note: 'the age of the newest block is off by as much: set the clocks (NTP)' };
}

function lcdValues(answer: HttpAnswer | ProbeError, { block, network }: StatusFacts): ProbeValue[] {
  const head = { id: 'lcd.height', title: 'Height of the LCD', unit: 'count' } as const;
  const behind = { id: 'lcd.behindBlocks', title: 'LCD behind the RPC', unit: 'count' } as const;
  const found: ChainBlock | string =
    answer instanceof ProbeError ? answer.failure.message : lcdBlockOf(answer);
  if (typeof found === 'string')
    return [head, behind].map((each) => ({ ...each, value: null, note: `LCD: ${found}` }));
  const other = found.network !== '' && found.network !== network;
  const note = other ? { note: `another chain: the LCD is of ${found.network}` } : {};
  return [
    { ...head, value: Number(found.height), ...note },
    { ...behind, value: Number(block.height - found.height), ...note },
  ];
}
