import { type HttpAnswer, HttpClient } from './http/client.ts';
import { type HttpEndpoint, httpEndpoint } from './http/endpoint.ts';
import { httpFailure } from './http/failure.ts';
import { tlsValues } from './http/tls-facts.ts';
import { type Probe, ProbeError, type ProbeFacts, type ProbeSession, type ProbeTarget } from './probe.ts';

/** A route that costs the API nothing, and what its body must hold: a status alone proves little. */
interface Route {
  path: string;
  holds: (body: Record<string, unknown>) => boolean;
  expected: string;
}

const ROUTES: readonly Route[] = [
  {
    path: '/system/time',
    holds: (body) => typeof body['server_time'] === 'number' && body['server_time'] > 0,
    expected: 'a positive number server_time',
  },
  { path: '/health', holds: (body) => body['status'] === 'healthy', expected: 'status "healthy"' },
];

/** The API: one GET of `/system/time`, or of `/health` where that route is missing, with a look at the body. */
export const httpProbe: Probe = (target: ProbeTarget) => new HttpSession(httpEndpoint(target));

class HttpSession implements ProbeSession {
  readonly #endpoint: HttpEndpoint;
  readonly #client: HttpClient;

  constructor(endpoint: HttpEndpoint) {
    this.#endpoint = endpoint;
    this.#client = new HttpClient(endpoint);
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    let last: ProbeFacts | undefined;
    for (const route of ROUTES) {
      const answer = await this.#get(route.path, signal);
      if (answer.status === 404 && route !== ROUTES.at(-1)) continue;
      last = checked(answer, route, this.#endpoint);
      break;
    }
    return last as ProbeFacts;
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #get(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await this.#client.get(path, signal);
    } catch (error) {
      throw httpFailure(error);
    }
  }
}

function checked(answer: HttpAnswer, route: Route, endpoint: HttpEndpoint): ProbeFacts {
  const { status } = answer;
  if (status !== 200) throw wrongStatus(answer, route);
  const body = parsed(answer.body);
  if (!body || !route.holds(body)) {
    throw new ProbeError({
      stage: 'assert',
      code: 'BODY',
      message: `${route.path} answered 200 without ${route.expected}`,
      hint: 'something else answers there (another service, a login page): check the URL of the API',
    });
  }
  const kept = answer.connectMs === null ? { note: 'the connection was kept' } : {};
  return {
    values: [
      { id: 'total.ms', title: 'Request with its connection', value: answer.totalMs, unit: 'ms' },
      { id: 'connect.ms', title: 'Time to connect', value: answer.connectMs, unit: 'ms', ...kept },
      { id: 'request.ms', title: 'Request to last byte', value: answer.requestMs, unit: 'ms' },
      { id: 'firstByte.ms', title: 'Request to first byte', value: answer.firstByteMs, unit: 'ms' },
      { id: 'status', title: 'HTTP status', value: status, unit: 'count' },
      ...tlsValues(answer.tls),
    ],
    info: {
      product: 'API',
      server: endpoint.label,
      route: route.path,
      ...(answer.tls === null ? {} : { tls: answer.tls.protocol }),
    },
    marks: answer.faults?.map((now) => ({ kind: 'fault', of: now.replace(/=.*/, ''), now })),
  };
}

const HINTS: Record<number, string> = {
  401: 'the route wants credentials: is this the API itself?',
  403: 'a proxy or firewall refuses this client',
  404: 'neither /system/time nor /health is there: check the path of the API URL',
  429: 'this address is past the rate limit: wait a minute, or raise the limit for it',
  502: 'the proxy has no working backend: look at its pods',
  503: 'the backend is not ready, or the edge limits this client',
  504: 'the backend does not answer its proxy: look at its pods and its event loop',
};

function wrongStatus({ status, location }: HttpAnswer, route: Route): ProbeError {
  const redirect = status >= 300 && status < 400 ? `, a redirect to ${location || 'nowhere'}` : '';
  return new ProbeError({
    stage: 'assert',
    code: `HTTP_${status}`,
    message: `${route.path} answered ${status}${redirect}`,
    hint: redirect
      ? 'aim at the address that it redirects to'
      : (HINTS[status] ?? 'look at the log of the API'),
  });
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
