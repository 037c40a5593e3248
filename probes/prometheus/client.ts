import { type HttpAnswer, HttpClient } from '../http/client.ts';
import { type HttpEndpoint, httpEndpointOf } from '../http/endpoint.ts';
import { httpFailure } from '../http/failure.ts';
import { ProbeError, type ProbeTarget } from '../probe.ts';

/** One series of an instant query. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  /** NaN and infinities too. */
  value: number;
}

/** Asks a Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics). */
export class PrometheusClient {
  readonly label: string;
  readonly #client: HttpClient;

  constructor(target: ProbeTarget) {
    const endpoint: HttpEndpoint = httpEndpointOf(target.prometheusUrl, {
      variable: 'PROMETHEUS_URL',
      what: 'Prometheus',
      tls: target.tls,
    });
    this.label = endpoint.label;
    this.#client = new HttpClient(endpoint, {
      accept: 'application/json',
      largestBody: 4 * 1024 * 1024,
      connections: 4,
    });
  }

  /** The series of an instant query. Throws ProbeError. */
  async query(promql: string, signal: AbortSignal): Promise<Series[]> {
    const data = await this.#get(`/api/v1/query?query=${encodeURIComponent(promql)}`, signal);
    const result = (data as { result?: unknown })?.result;
    if (!Array.isArray(result)) return [];
    return result.map(({ metric, value }: { metric?: Record<string, string>; value?: [number, string] }) => ({
      labels: metric ?? {},
      value: numberOf(value?.[1]),
    }));
  }

  /** The version of a Prometheus; `unknown` where the API is that of another product. */
  async version(signal: AbortSignal): Promise<string> {
    try {
      const data = await this.#get('/api/v1/status/buildinfo', signal);
      return String((data as { version?: unknown })?.version ?? 'unknown');
    } catch (error) {
      if (error instanceof ProbeError && error.failure.stage === 'assert') return 'unknown';
      throw error;
    }
  }

  close(): void {
    this.#client.close();
  }

  async #get(path: string, signal: AbortSignal): Promise<unknown> {
    let answer: HttpAnswer;
    try {
      answer = await this.#client.get(path, signal);
    } catch (error) {
      throw httpFailure(error);
    }
    const { status, data, error } = bodyOf(answer.body);
    if (status === 'success') return data;
    const said = error === undefined ? 'without an answer of Prometheus' : `: ${error}`;
    throw new ProbeError({
      stage: 'assert',
      code: answer.status === 200 ? 'BODY' : `HTTP_${answer.status}`,
      message: `${path.replace(/\?.*/, '')} answered ${answer.status} ${said}`,
      hint: HINTS[answer.status] ?? 'something else answers there, or it is starting: check PROMETHEUS_URL',
    });
  }
}

const HINTS: Record<number, string> = {
  401: 'put user and password into PROMETHEUS_URL',
  403: 'put user and password into PROMETHEUS_URL',
  503: 'Prometheus is starting or overloaded: look at its log',
};

function numberOf(text: string | undefined): number {
  if (text === '+Inf' || text === '-Inf')
    return text === '+Inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return text === undefined ? Number.NaN : Number(text);
}

function bodyOf(text: string): { status?: unknown; data?: unknown; error?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
