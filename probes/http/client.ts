import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { untilAborted } from '../until-aborted.ts';
import type { HttpEndpoint } from './endpoint.ts';

/** One answer with its phases. */
export interface HttpAnswer {
  status: number;
  location: string;
  /** Decoded; cut at 64 KiB. */
  body: string;
  totalMs: number;
  /** DNS, TCP and TLS; null on a kept connection. */
  connectMs: number | null;
  /** From the request on a ready connection to the last byte, as k6's http_req_duration. */
  requestMs: number;
  firstByteMs: number;
}

const LARGEST_BODY = 64 * 1024;
const DECODERS: Record<string, (body: Buffer) => Promise<Buffer>> = {
  gzip: promisify(gunzip) as (body: Buffer) => Promise<Buffer>,
  deflate: promisify(inflate) as (body: Buffer) => Promise<Buffer>,
  br: promisify(brotliDecompress) as (body: Buffer) => Promise<Buffer>,
};

/** GETs over one kept connection. */
export class HttpClient {
  readonly #endpoint: HttpEndpoint;
  readonly #agent: http.Agent;

  constructor(endpoint: HttpEndpoint) {
    this.#endpoint = endpoint;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = endpoint.base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
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

  close(): void {
    this.#agent.destroy();
  }

  async #once(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { base, headers, label } = this.#endpoint;
    const url = new URL(`${base.href.replace(/\/$/, '')}${path}`);
    const { request } = base.protocol === 'https:' ? https : http;
    const sent = request(url, {
      agent: this.#agent,
      headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
    });
    return await untilAborted(answerOf(sent), {
      signal,
      stop: () => sent.destroy(),
      doing: `waiting for ${label}`,
      hint: 'packets are dropped, or the event loop of the API stands still: look at the network, then at the pods',
    });
  }
}

/** The server closed a kept connection just as it was used. */
class StaleConnection extends Error {}

async function answerOf(sent: ClientRequest): Promise<HttpAnswer> {
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
  const raw = await read(response);
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

async function read(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) break; // destroys the response: no answer of ours is that large
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Some servers compress unasked; a body that cannot be decoded fails the look at it, not the request. */
async function decode(raw: Buffer, encoding: string | undefined): Promise<string> {
  const decoder = DECODERS[encoding ?? ''];
  const body = decoder ? await decoder(raw).catch(() => raw) : raw;
  return body.toString('utf8');
}
