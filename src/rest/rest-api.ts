import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HarnessError } from '../errors.ts';
import { processUsage } from '../host.ts';
import type { RestGroup, RestMetric, RunState } from './run-state.ts';

/** k6's REST API while it listens. */
export interface RestApi {
  /** `127.0.0.1:6565`. */
  address: string;
  close(): Promise<void>;
}

/** Starts k6's REST API at `host:port`; throws HarnessError (106) when nothing can listen there. */
export async function startRestApi(address: string, state: RunState): Promise<RestApi> {
  const { host, port } = parsedAddress(address);
  const { default: fastify } = await import('fastify');
  const app = fastify({ logger: false, forceCloseConnections: true });
  readAnyBody(app);
  addRoutes(app, state);
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw unavailable(address, cause instanceof Error ? cause.message : String(cause));
  }
  const [bound] = app.addresses() as AddressInfo[];
  return { address: `${bound?.address ?? host}:${bound?.port ?? port}`, close: () => app.close() };
}

function parsedAddress(address: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]*)):(\d+)$/.exec(address) ?? [];
  if (port === undefined || Number(port) > 65_535) throw unavailable(address, 'it is not host:port');
  return { host: bracketed ?? (plain || '0.0.0.0'), port: Number(port) };
}

const unavailable = (address: string, why: string): HarnessError =>
  new HarnessError(`the REST API cannot listen on ${address}: ${why}`, {
    code: 'ERR_REST_LISTEN',
    exit: 'restUnavailable',
    hint: 'Give --address another port, e.g. 127.0.0.1:6566.',
  });

function addRoutes(app: FastifyInstance, state: RunState): void {
  for (const path of ['/', '/ping'])
    app.get(path, async (_request, reply) => reply.type('text/plain').send('ok'));
  app.get('/v1/status', async () => statusDocument(state));
  app.patch('/v1/status', async (request, reply) => changeStatus(state, request.body, reply));
  app.get('/v1/metrics', async () => ({ data: state.metrics().map(metricDocument) }));
  app.get<{ Params: { id: string } }>('/v1/metrics/:id', async ({ params }, reply) => {
    const metric = state.metrics().find(({ name }) => name === params.id);
    return metric === undefined
      ? failed(reply, 404, 'No metric with that ID was found')
      : { data: metricDocument(metric) };
  });
  app.get('/v1/groups', async () => ({ data: state.groups().map(groupDocument) }));
  app.get<{ Params: { id: string } }>('/v1/groups/:id', async ({ params }, reply) => {
    const group = state.groups().find(({ id }) => id === params.id);
    return group === undefined
      ? failed(reply, 404, 'No group with that ID was found')
      : { data: groupDocument(group) };
  });
  app.get('/v1/setup', async () => ({
    data: { type: 'setupData', id: 'default', attributes: { data: JSON.parse(state.setupData() ?? 'null') } },
  }));
  const own = async (_request: unknown, reply: FastifyReply) =>
    failed(
      reply,
      405,
      'the embedded engine runs setup and teardown by itself; use --engine k6 to run them by hand',
    );
  app.put('/v1/setup', own);
  app.post('/v1/setup', own);
  app.post('/v1/teardown', own);
  app.get('/metrics', async (_request, reply) => reply.type('text/plain').send(processMetrics()));
  app.get('/debug/vars/', async () => ({ memory: processUsage() }));
  app.get('/debug/pprof/', async (_request, reply) =>
    reply.type('text/plain').send('There is no Go profiler in here: start Node with --inspect or --prof.'),
  );
  app.setNotFoundHandler((request, reply) =>
    failed(reply, 404, `there is nothing at ${request.method} ${request.url}`),
  );
  app.setErrorHandler((error, _request, reply) =>
    failed(reply, 400, error instanceof Error ? error.message : String(error)),
  );
}

// As k6, which looks at no Content-Type: `curl -d` says that JSON is a form.
function readAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => {
    try {
      return JSON.parse(body) as unknown;
    } catch {
      throw new Error('the body is not JSON');
    }
  });
}

const statusDocument = (state: RunState): object => ({
  data: { type: 'status', id: 'default', attributes: state.status() },
});

function changeStatus(state: RunState, body: unknown, reply: FastifyReply): object {
  const { data } = (body ?? {}) as { data?: { attributes?: Record<string, unknown> } };
  const wanted = data?.attributes;
  if (typeof wanted !== 'object' || wanted === null)
    return failed(
      reply,
      400,
      'the body must be {"data":{"type":"status","id":"default","attributes":{...}}}',
    );
  const now = state.status();
  if (wanted['stopped'] === true) {
    state.stop();
    return statusDocument(state);
  }
  if (isChange(wanted['vus'], now.vus) || isChange(wanted['vus-max'], now['vus-max']))
    return failed(
      reply,
      400,
      'VUs cannot be changed from outside: k6 has no externally-controlled executor any more',
    );
  if (wanted['paused'] === true && !now.paused)
    return failed(reply, 400, 'a run that has started cannot be paused; start it with --paused');
  if (wanted['paused'] === false && !state.resume()) return failed(reply, 400, 'the run is not paused');
  return statusDocument(state);
}

const isChange = (wanted: unknown, now: number): boolean => wanted != null && wanted !== now;

const metricDocument = ({ name, ...attributes }: RestMetric): object => ({
  type: 'metrics',
  id: name,
  attributes,
});

function groupDocument({ id, parentId, groupIds, ...attributes }: RestGroup): object {
  const link = (group: string): object => ({ type: 'groups', id: group });
  return {
    type: 'groups',
    id,
    attributes,
    relationships: {
      groups: { data: groupIds.map(link) },
      parent: { data: parentId === null ? null : link(parentId) },
    },
  };
}

function failed(reply: FastifyReply, status: number, detail: string): object {
  void reply.status(status);
  const title = { 404: 'Not Found', 405: 'Method Not Allowed' }[status] ?? 'Bad Request';
  return { errors: [{ status: String(status), title, detail }] };
}

function processMetrics(): string {
  const { cpuMicros, rssBytes } = processUsage();
  return [
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${cpuMicros / 1e6}`,
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${rssBytes}`,
    '',
  ].join('\n');
}
