import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ActiveFaults } from '../active-faults.ts';
import { ApiError } from './api-error.ts';
import { clientOf, RateLimiter } from './rate-limiter.ts';
import type { RequestCounts } from './request-counts.ts';
import type { Route, Sources } from './route.ts';
import { ROUTES } from './routes/index.ts';
import { jsonSchema } from './shape.ts';

export interface ApiParts {
  sources: Sources;
  faults: ActiveFaults;
  counts: RequestCounts;
  limits: { lifted: boolean };
}

/** The API of R3MES: every route of the table with its limit, shape and faults, each request counted. */
export function createApi(parts: ApiParts): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true, keepAliveTimeout: 75_000 });
  const limiter = new RateLimiter();
  app.addHook('onRequest', (request, reply, next) => {
    const template = templates.get(request.routeOptions.url ?? '');
    const key = template === undefined ? 'unmatched' : `${request.method} ${template}`;
    const run = request.headers['x-r3mes-run'];
    const answered = parts.counts.arrive(key, typeof run === 'string' ? run : undefined);
    reply.raw.once('finish', () => answered(reply.raw.statusCode));
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
  if (route.limit !== null && !limits.lifted) admit(limiter, request, route.limit);
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
  if (route.shape === 'text') return reply.type('text/plain; version=0.0.4; charset=utf-8').send(made);
  return reply.type('application/json').send(made);
}

function admit(limiter: RateLimiter, request: FastifyRequest, limit: number): void {
  const [path = '/'] = request.url.split('?');
  const forwarded = request.headers['x-forwarded-for'];
  const client = clientOf(
    request.socket.remoteAddress ?? '',
    typeof forwarded === 'string' ? forwarded : undefined,
  );
  if (!limiter.admit(client, path, limit)) {
    throw new ApiError(429, { error: `Rate limit exceeded: ${limit} per 1 minute` });
  }
}

function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof ApiError) return reply.code(error.status).send(error.body);
  return reply.code(500).send({ detail: error instanceof Error ? error.message : 'Internal server error' });
}
