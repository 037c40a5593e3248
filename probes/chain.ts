import { type HttpAnswer, HttpClient } from './http/client.ts';
import { type HttpEndpoint, httpEndpointOf } from './http/endpoint.ts';
import { httpFailure } from './http/failure.ts';
import { type Probe, ProbeError, type ProbeFacts, type ProbeSession, type ProbeTarget } from './probe.ts';

/** What CometBFT's /status says of its chain, as it comes: numbers are strings. */
interface SyncInfo {
  latest_block_height?: unknown;
  latest_block_time?: unknown;
  catching_up?: unknown;
}

/** The chain: one GET of the node's RPC `/status`: age and height of its newest block, and whether it catches up. */
export const chainProbe: Probe = (target: ProbeTarget) =>
  new ChainSession(httpEndpointOf(target.rpcUrl, { variable: 'R3MES_RPC_URL', what: 'node RPC' }));

class ChainSession implements ProbeSession {
  readonly #endpoint: HttpEndpoint;
  readonly #client: HttpClient;

  constructor(endpoint: HttpEndpoint) {
    this.#endpoint = endpoint;
    this.#client = new HttpClient(endpoint);
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    let answer: HttpAnswer;
    try {
      answer = await this.#client.get('/status', signal);
    } catch (error) {
      throw httpFailure(error);
    }
    return factsOf(answer, this.#endpoint.label);
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}

function factsOf(answer: HttpAnswer, server: string): ProbeFacts {
  if (answer.status !== 200) {
    throw asserted(
      `HTTP_${answer.status}`,
      `/status answered ${answer.status}`,
      'look at the log of the node',
    );
  }
  const { result, error } = parsed(answer.body);
  // JSON-RPC reports its errors in an answer with status 200.
  if (error !== undefined) {
    throw asserted(
      'RPC',
      `/status answered an RPC error: ${JSON.stringify(error)}`,
      'look at the log of the node',
    );
  }
  const { latest_block_height, latest_block_time, catching_up } = result?.sync_info ?? {};
  const height = Number(latest_block_height);
  const timeMs = Date.parse(String(latest_block_time).replace(/(\.\d{3})\d+/, '$1'));
  if (!(height > 0) || Number.isNaN(timeMs)) {
    throw asserted(
      'BODY',
      '/status answered 200 without a block height and time',
      'something else answers there, or the node has no block yet: check R3MES_RPC_URL',
    );
  }
  return {
    values: [
      {
        id: 'block.ageSeconds',
        title: 'Age of the newest block',
        value: (Date.now() - timeMs) / 1000,
        unit: 's',
      },
      { id: 'block.height', title: 'Height of the newest block', value: height, unit: 'count' },
      { id: 'catchingUp', title: 'Catching up', value: catching_up === true ? 1 : 0, unit: 'count' },
      { id: 'request.ms', title: 'Request to last byte', value: answer.requestMs, unit: 'ms' },
    ],
    info: { product: 'CometBFT', network: String(result?.node_info?.network ?? 'unknown'), server },
  };
}

function asserted(code: string, message: string, hint: string): ProbeError {
  return new ProbeError({ stage: 'assert', code, message, hint });
}

interface StatusAnswer {
  result?: { sync_info?: SyncInfo; node_info?: { network?: unknown } };
  error?: unknown;
}

function parsed(text: string): StatusAnswer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
