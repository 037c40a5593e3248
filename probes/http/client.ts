import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { untilAborted } from '../until-aborted.ts';
import type { HttpEndpoint } from './endpoint.ts';
import { type TlsFacts, tlsFacts } from './tls-facts.ts';

/** One answer with its phases. */
export interface HttpAnswer {
  status: number;
  location: string;
  /** Decoded; cut at 64 KiB, or as was asked for. */
  body: string;
  totalMs: number;
  /** DNS, TCP and TLS; null on a kept connection. */
  connectMs: number | null;
  /** From the request on a ready connection to the last byte, as k6's http_req_duration. */
  requestMs: number;
  firstByteMs: number;
  /** Of the answer's header, lower case; '' without. */
  contentType: string;
  /** Of the server's clock, epoch ms; null where its header is missing or none. */
  serverTimeMs: number | null;
  /** Of the answer's body by its headers: when it was last changed, epoch ms, and its length. */
  modifiedMs: number | null;
  contentLength: number | null;
  /** The faults that our stand-in says are on; null from everyone else. */
  faults: readonly string[] | null;
  /** Of the connection; null without TLS. */
  tls: TlsFacts | null;
}

/** What a client may ask for beside a path. */
export interface Asking {
  accept: string;
  /** Longer bodies are cut. */
  largestBody: number;
  /** Side by side at most; one where it is not given. */
  connections?: number;
}

const JSON_ANSWER: Asking = { accept: 'application/json', largestBody: 64 * 1024 };
const DECODERS: Record<string, (body: Buffer) => Promise<Buffer>> = {
  gzip: promisify(gunzip) as (body: Buffer) => Promise<Buffer>,
  deflate: promisify(inflate) as (body: Buffer) => Promise<Buffer>,
  br: promisify(brotliDecompress) as (body: Buffer) => Promise<Buffer>,
};

/** GETs over one kept connection. */
export class HttpClient {
  readonly #endpoint: HttpEndpoint;
  readonly #agent: http.Agent;

  readonly #asking: Asking;
  readonly #underWay = new Set<ClientRequest>();

  constructor(endpoint: HttpEndpoint, asking: Asking = JSON_ANSWER) {
    this.#endpoint = endpoint;
    this.#asking = asking;
    const options = { keepAlive: true, maxSockets: asking.connections ?? 1 };
    this.#agent =
      endpoint.base.protocol === 'https:'
        ? new https.Agent({ ...options, ...endpoint.tls })
        : new http.Agent(options);
  }

  /** A kept connection that the server closed in the same moment is no failure: such a GET is sent once more. */
  async get(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.#once(path, signal);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return await this.#once(path, signal);
    }
  }

  /** Ends requests under way and those that wait for a connection, too. */
  close(): void {
    for (const sent of this.#underWay) sent.destroy();
    this.#agent.destroy();
  }

  async #once(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { base, headers, label } = this.#endpoint;
    const url = new URL(`${base.href.replace(/\/$/, '')}${path}`);
    const { request } = base.protocol === 'https:' ? https : http;
    const sent = request(url, {
      agent: this.#agent,
      headers: { accept: this.#asking.accept, 'accept-encoding': 'identity', ...headers },
    });
    this.#underWay.add(sent);
    sent.once('close', () => this.#underWay.delete(sent));
    return await untilAborted(answerOf(sent, this.#asking.largestBody), {
      signal,
      stop: () => sent.destroy(),
      doing: `waiting for ${label}`,
      hint: 'packets are dropped, or the other side stands still: look at the network, then at the pods',
    });
  }
}

/** The server closed a kept connection just as it was used. */
class StaleConnection extends Error {}

async function answerOf(sent: ClientRequest, largestBody: number): Promise<HttpAnswer> {
  const startedMs = performance.now();
  const connected = watchConnect(sent, startedMs);
  sent.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const stale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
  });
  const firstByteMs = performance.now();
  const tls = tlsFacts(response.socket);
  const raw = await read(response, largestBody);
  const endedMs = performance.now();
  const readyMs = connected.readyMs();
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location ?? '',
    body: await decode(raw, response.headers['content-encoding']),
    totalMs: endedMs - startedMs,
    connectMs: sent.reusedSocket ? null : readyMs - startedMs,
    requestMs: endedMs - readyMs,
    firstByteMs: firstByteMs - readyMs,
    contentType: (response.headers['content-type'] ?? '').toLowerCase(),
    serverTimeMs: timeOf(response.headers.date),
    modifiedMs: timeOf(response.headers['last-modified']),
    contentLength: lengthOf(response.headers['content-length']),
    faults: faultsOf(response.headers['x-standin-faults']),
    tls,
  };
}

function watchConnect(sent: ClientRequest, startedMs: number): { readyMs: () => number } {
  let readyMs = startedMs;
  sent.once('socket', (socket: Socket) => {
    const ready = () => {
      readyMs = performance.now();
    };
    if (sent.reusedSocket) ready();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', ready);
  });
  return { readyMs: () => readyMs };
}

function timeOf(date: string | undefined): number | null {
  const timeMs = Date.parse(date ?? '');
  return Number.isNaN(timeMs) ? null : timeMs;
}

function faultsOf(header: string | string[] | undefined): readonly string[] | null {
  if (typeof header !== 'string') return null;
  return header === 'none' ? [] : header.split(', ');
}

function lengthOf(text: string | undefined): number | null {
  return text === undefined || !/^\d+$/.test(text) ? null : Number(text);
}

async function read(response: IncomingMessage, largestBody: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > largestBody) break; // destroys the response: no answer of ours is that large
  }
  return Buffer.concat(chunks).subarray(0, largestBody);
}

/** Some servers compress unasked; a body that cannot be decoded fails the look at it, not the request. */
async function decode(raw: Buffer, encoding: string | undefined): Promise<string> {
  const decoder = DECODERS[encoding ?? ''];
  const body = decoder ? await decoder(raw).catch(() => raw) : raw;
  return body.toString('utf8');
}
