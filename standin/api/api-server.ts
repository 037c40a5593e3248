import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ActiveFaults } from '../active-faults.ts';
import { clientOf, LeakyBuckets, RateLimiter } from '../rate-limiter.ts';
import type { RequestCounts } from '../request-counts.ts';
import { ApiError } from './api-error.ts';
import type { Route, Sources } from './route.ts';
import { ROUTES } from './routes/index.ts';
import { jsonSchema } from './shape.ts';

export interface ApiParts {
  sources: Sources;
  faults: ActiveFaults;
  counts: RequestCounts;
  limits: { lifted: boolean };
}

const WINDOW_MS = 60_000;
const PROBED: ReadonlySet<string> = new Set(['/system/time', '/health']);
/** As docker/nginx/nginx.conf: `burst=50 nodelay`; it sets no limit_req_status, so nginx answers 503. */
const EDGE_BURST = 50;
const EDGE_PAGE =
  '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

/** The API of R3MES: every route of the table with its limit, shape and faults, each request counted. */
export function createApi(parts: ApiParts): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true, keepAliveTimeout: 75_000 });
  const limiter = new RateLimiter(WINDOW_MS);
  const edge = new LeakyBuckets(EDGE_BURST);
  app.addHook('onRequest', (request, reply, next) => {
    const template = templates.get(request.routeOptions.url ?? '');
    const key = template === undefined ? 'unmatched' : `${request.method} ${template}`;
    parts.counts.follow(key, request.raw, reply.raw);
    // For the probe, which marks them on the time axis of a run.
    if (PROBED.has(request.routeOptions.url ?? ''))
      reply.header('x-standin-faults', parts.faults.list().join(', ') || 'none');
    if (parts.faults.get('lock-up') !== undefined) return;
    const edgeLimit = parts.faults.get('edge-limit');
    if (edgeLimit !== undefined && !edge.admit(clientOfRequest(request), edgeLimit.perSecond)) {
      reply.code(503).type('text/html').send(EDGE_PAGE);
      return;
    }
    next();
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not Found' }));
  app.setErrorHandler((error, _request, reply) => sendError(error, reply));
  const templates = new Map<string, string>();
  for (const route of ROUTES) {
    const url = route.path.replace(/\{(\w+)\}/g, ':$1');
    templates.set(url, route.path);
    app.route({
      method: route.method,
      url,
      ...(route.shape === 'text' ? {} : { schema: { response: { 200: jsonSchema(route.shape) } } }),
      handler: (request, reply) => answer(parts, limiter, { route, request, reply }),
    });
  }
  return app;
}

interface Asked {
  route: Route;
  request: FastifyRequest;
  reply: FastifyReply;
}

async function answer(parts: ApiParts, limiter: RateLimiter, asked: Asked): Promise<FastifyReply> {
  const { route, request, reply } = asked;
  const { sources, faults, limits } = parts;
  const limited = !limits.lifted && faults.get('limiter-off') === undefined;
  if (route.limit !== null && limited) admit(limiter, request, route.limit);
  const make = route.prepare({
    params: request.params as Record<string, string>,
    query: request.query as Record<string, unknown>,
    body: request.body,
  });
  if (await faults.strike(route.path === '/system/time' ? 'canary' : 'load'))
    throw new ApiError(500, { detail: 'Internal server error' });
  const path = new URL(request.url, 'http://api').pathname;
  if (route.method === 'GET') await sources.cache.lookInVain(path);
  const made = await make(sources);
  if (route.shape === 'text') return reply.type(route.textType).send(made);
  return reply.type('application/json').send(made);
}

function admit(limiter: RateLimiter, request: FastifyRequest, limit: number): void {
  const [path = '/'] = request.url.split('?');
  if (limiter.count(clientOfRequest(request), path).count > limit) {
    throw new ApiError(429, { error: `Rate limit exceeded: ${limit} per 1 minute` });
  }
}

function clientOfRequest(request: FastifyRequest): string {
  const forwarded = request.headers['x-forwarded-for'];
  const given = typeof forwarded === 'string' ? forwarded : undefined;
  return clientOf(request.socket.remoteAddress ?? '', given);
}

function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof ApiError) return reply.code(error.status).send(error.body);
  return reply.code(500).send({ detail: error instanceof Error ? error.message : 'Internal server error' });
}
