import type {
  AppsV1Api,
  AutoscalingV2Api,
  ConfigurationOptions,
  CoreV1Api,
  KubeConfig,
  NetworkingV1Api,
  ObservableMiddleware,
  VersionApi,
} from '@kubernetes/client-node';
import { ProbeError } from '../probe.ts';
import { codeOf, messageOf, systemFailure } from '../system-failure.ts';

/** The parts of the API that are read. */
export interface KubernetesApi {
  core: CoreV1Api;
  apps: AppsV1Api;
  scaling: AutoscalingV2Api;
  network: NetworkingV1Api;
  version: VersionApi;
  /** `host:port` of the API server, for people. */
  server: string;
  context: string;
  /** Ends every request that is under way when the signal aborts. */
  options(signal: AbortSignal): ConfigurationOptions<ObservableMiddleware>;
}

/** The official client library, loaded by who looks only: it is the largest of all. */
export const loadKubernetes = () => import('@kubernetes/client-node');

/** Reads a kubeconfig. Throws ProbeError; nothing is sent. */
export async function kubernetesApi(path: string): Promise<KubernetesApi> {
  const library = await loadKubernetes();
  const config = new library.KubeConfig();
  try {
    config.loadFromFile(path);
  } catch (error) {
    const code = codeOf(error) || 'INVALID_KUBECONFIG';
    throw configured(code, `the kubeconfig cannot be read: ${firstLine(error)}`);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null)
    throw configured('NO_CONTEXT', 'the kubeconfig has no current context with a cluster');
  return {
    core: client(config, library.CoreV1Api),
    apps: client(config, library.AppsV1Api),
    scaling: client(config, library.AutoscalingV2Api),
    network: client(config, library.NetworkingV1Api),
    version: client(config, library.VersionApi),
    server: URL.canParse(cluster.server) ? new URL(cluster.server).host : 'unknown',
    context: config.getCurrentContext(),
    options: (signal) => ({
      middleware: [
        {
          pre(context) {
            // The library's type of a signal is that of another AbortSignal.
            context.setSignal(signal as never);
            return new library.Observable(Promise.resolve(context));
          },
          post: (context) => new library.Observable(Promise.resolve(context)),
        },
      ],
      middlewareMergeStrategy: 'append',
    }),
  };
}

function client<T>(config: KubeConfig, kind: new (...args: never[]) => T): T {
  return config.makeApiClient(kind as never) as T;
}

function configured(code: string, message: string): ProbeError {
  const hint = 'correct KUBECONFIG: `kubectl config current-context` must answer with it';
  return new ProbeError({ stage: 'configure', code, message, hint });
}

/** Turns what the library threw into a failure; the text of the API's answer is kept short. */
export function kubernetesFailure(error: unknown, server: string): ProbeError {
  if (error instanceof ProbeError) return error;
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    const hint =
      status === 401
        ? 'the credentials of the kubeconfig are refused: sign in again'
        : 'give the account the role `view` in the namespace';
    return new ProbeError({
      stage: 'authenticate',
      code: `HTTP_${status}`,
      message: `${server} answered ${status}`,
      hint,
    });
  }
  if (status !== undefined) {
    const message = `${server} answered ${status}`;
    return new ProbeError({
      stage: 'assert',
      code: `HTTP_${status}`,
      message,
      hint: 'look at the API server',
    });
  }
  const code = codeOf(error);
  const known = systemFailure(code);
  if (known) return new ProbeError({ ...known, code, message: firstLine(error) });
  if (/abort/i.test(messageOf(error))) {
    return new ProbeError({
      stage: 'deadline',
      code: 'TIMEOUT',
      message: `no answer while asking ${server}`,
      hint: 'the API server is slow or out of reach: look at the network, at VPN and proxies',
    });
  }
  const hint = 'the client library could not ask: look at the kubeconfig and its credential helper';
  return new ProbeError({ stage: 'query', code: code || 'UNKNOWN', message: firstLine(error), hint });
}

/** The HTTP status of a refusal. */
export function statusOf(error: unknown): number | undefined {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

const firstLine = (error: unknown): string => messageOf(error).split('\n')[0]?.slice(0, 200) ?? '';
