import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { listen } from './listen.ts';

/** A list as the API of Kubernetes answers it, by its path. */
export type KubernetesLists = Record<string, readonly unknown[] | { status: number }>;

const KINDS: Record<string, string> = {
  pods: '/api/v1/namespaces/NS/pods',
  events: '/api/v1/namespaces/NS/events',
  deployments: '/apis/apps/v1/namespaces/NS/deployments',
  statefulsets: '/apis/apps/v1/namespaces/NS/statefulsets',
  scalers: '/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers',
  ingresses: '/apis/networking.k8s.io/v1/namespaces/NS/ingresses',
};

/** An HTTP API with the paths, shapes and refusals of Kubernetes 1.31, and a kubeconfig with a token for it. */
export class KubernetesApi {
  readonly asked: string[] = [];
  lists: KubernetesLists = {};
  readonly #server: Server;
  #port = 0;

  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
    this.#server = createServer((request, response) => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      this.asked.push(
        `${request.headers.authorization ?? 'anonymous'} ${path}${query === '' ? '' : `?${query}`}`,
      );
      const send = (status: number, body: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.headers.authorization !== 'Bearer S3same-token')
        return void send(401, statusOf(401, 'Unauthorized'));
      if (path.startsWith('/version'))
        return void send(200, { major: '1', minor: '31', gitVersion: 'v1.31.2', platform: 'linux/amd64' });
      const [name] =
        Object.entries(KINDS).find(([, each]) => each.replace('NS', this.namespace) === path) ?? [];
      const list = this.lists[name ?? ''] ?? [];
      if ('status' in list)
        return void send(
          list.status,
          statusOf(list.status, `${name} is forbidden: User "probe" cannot list resource`),
        );
      send(200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: list });
    });
  }

  async start(): Promise<void> {
    this.#port = await listen(this.#server);
  }

  kubeconfig(path: string, token = 'S3same-token', port = this.#port): string {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [
        { name: 'here', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'probe', user: { token } }],
      contexts: [{ name: 'test', context: { cluster: 'here', user: 'probe', namespace: this.namespace } }],
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const statusOf = (code: number, message: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message,
  code,
});

/** A pod with one container. */
export function pod(
  name: string,
  {
    ready = true,
    restarts = 0,
    ended,
    waiting,
    phase = 'Running',
  }: {
    ready?: boolean;
    restarts?: number;
    ended?: { reason: string; agoMs: number };
    waiting?: string;
    phase?: string;
  } = {},
) {
  const terminated = ended && {
    exitCode: 137,
    reason: ended.reason,
    finishedAt: new Date(Date.now() - ended.agoMs).toISOString(),
  };
  return {
    metadata: { name },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        {
          name: 'main',
          image: 'x',
          imageID: 'x',
          ready,
          restartCount: restarts,
          state: waiting === undefined ? { running: {} } : { waiting: { reason: waiting } },
          lastState: terminated === undefined ? {} : { terminated },
        },
      ],
    },
  };
}
