import {
  type KubernetesApi,
  kubernetesApi,
  kubernetesFailure,
  loadKubernetes,
  statusOf,
} from './kubernetes/client.ts';
import { revisionMarks } from './kubernetes/revisions.ts';
import {
  eventValues,
  ingressValues,
  type Listed,
  podValues,
  scalerValues,
  workloadValues,
} from './kubernetes/values.ts';
import { type Probe, ProbeError, type ProbeFacts, type ProbeSession, type ProbeTarget } from './probe.ts';

/** Pods, workloads, autoscalers, ingresses and events of the namespace, by the API of Kubernetes. Lists only. */
export const kubernetesProbe: Probe = ({ kubeconfig, namespace }: ProbeTarget) => {
  if (!kubeconfig) {
    throw new ProbeError({
      stage: 'configure',
      code: 'NO_KUBECONFIG',
      message: 'there is no kubeconfig',
      hint: 'set KUBECONFIG to the path of one',
    });
  }
  // Of several files kubectl merges, the first decides the context.
  return new KubernetesSession(kubeconfig.split(':')[0] as string, namespace ?? 'r3mes');
};

interface Page<T> {
  items: T[];
}

class KubernetesSession implements ProbeSession {
  readonly #path: string;
  readonly #namespace: string;
  #api: KubernetesApi | undefined;
  #version: string | undefined;

  constructor(path: string, namespace: string) {
    this.#path = path;
    this.#namespace = namespace;
  }

  async load(): Promise<void> {
    await loadKubernetes();
  }

  async sample(signal: AbortSignal): Promise<ProbeFacts> {
    this.#api ??= await kubernetesApi(this.#path);
    const api = this.#api;
    // Lists that are under way when another one fails.
    const own = new AbortController();
    try {
      return await this.#look(api, AbortSignal.any([signal, own.signal]));
    } catch (error) {
      throw kubernetesFailure(error, api.server);
    } finally {
      own.abort();
    }
  }

  /** The library keeps no connection of its own. */
  async close(): Promise<void> {
    this.#api = undefined;
  }

  async #look(api: KubernetesApi, signal: AbortSignal): Promise<ProbeFacts> {
    const namespace = this.#namespace;
    const options = api.options(signal);
    this.#version ??= (await api.version.getCode({}, options)).gitVersion;
    const [pods, deployments, sets, scalers, ingresses, events] = await Promise.all([
      listed(api.core.listNamespacedPod({ namespace }, options), 'pods'),
      listed(api.apps.listNamespacedDeployment({ namespace }, options), 'deployments.apps'),
      listed(api.apps.listNamespacedStatefulSet({ namespace }, options), 'statefulsets.apps'),
      listed(
        api.scaling.listNamespacedHorizontalPodAutoscaler({ namespace }, options),
        'horizontalpodautoscalers.autoscaling',
      ),
      listed(api.network.listNamespacedIngress({ namespace }, options), 'ingresses.networking.k8s.io'),
      listed(api.core.listNamespacedEvent({ namespace, fieldSelector: 'type=Warning' }, options), 'events'),
    ]);
    if (typeof pods !== 'string' && pods.length === 0) throw emptyNamespace(namespace);
    const workloads =
      typeof deployments === 'string'
        ? deployments
        : typeof sets === 'string'
          ? sets
          : [...deployments, ...sets];
    const nowMs = Date.now();
    return {
      values: [
        ...podValues(pods, nowMs),
        ...workloadValues(workloads),
        ...scalerValues(scalers),
        ...ingressValues(ingresses),
        ...eventValues(events, nowMs),
      ],
      info: {
        product: 'Kubernetes',
        version: this.#version,
        server: api.server,
        context: api.context,
        namespace,
      },
      marks: revisionMarks(workloads),
    };
  }
}

/** A list that the account may not read says so; every other failure is one of the whole look. */
async function listed<T>(asked: Promise<Page<T>>, resource: string): Promise<Listed<T>> {
  try {
    return (await asked).items;
  } catch (error) {
    const status = statusOf(error);
    if (status === 403)
      return `this account may not list ${resource}: give it the role \`view\` in the namespace`;
    if (status === 404) return `this server has no ${resource}`;
    throw error;
  }
}

function emptyNamespace(namespace: string): ProbeError {
  return new ProbeError({
    stage: 'assert',
    code: 'EMPTY',
    message: `the namespace ${namespace} has no pods`,
    hint: 'check R3MES_NAMESPACE (or --namespace) and the context of the kubeconfig',
  });
}
