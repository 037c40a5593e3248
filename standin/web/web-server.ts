import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ActiveFaults } from '../active-faults.ts';
import { RateLimiter } from '../rate-limiter.ts';
import type { RequestCounts } from '../request-counts.ts';
import { ASSETS, documentOf } from './pages.ts';

export interface WebParts {
  faults: ActiveFaults;
  counts: RequestCounts;
  limits: { lifted: boolean };
}

/** The dashboard's middleware: so many pages for a client (the first X-Forwarded-For entry) in so long. */
const PAGE_LIMIT = { requests: 100, windowMs: 900_000 };
const NEVER_STALE = 'public, max-age=31536000, immutable';
const RSC = 'RSC, Next-Router-State-Tree, Next-Router-Prefetch, Accept-Encoding';

/** The front end: pages as Next.js prerenders them, their assets, and the middleware's limit. Each request is counted. */
export function createWeb(parts: WebParts): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true, keepAliveTimeout: 75_000 });
  const limiter = new RateLimiter(PAGE_LIMIT.windowMs);
  app.addHook('onRequest', (request, reply, next) => {
    parts.counts.follow(`GET ${templateOf(pathOf(request))}`, request.raw, reply.raw);
    next();
  });
  app.get('/_next/static/*', (request, reply) => sendAsset(request, reply, parts));
  app.get('/favicon.ico', (_request, reply) =>
    reply
      .type('image/x-icon')
      .header('cache-control', 'public, max-age=0, must-revalidate')
      .send(Buffer.alloc(1_150)),
  );
  app.get('/*', (request, reply) => sendPage(request, reply, { ...parts, limiter }));
  return app;
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, { faults }: WebParts): FastifyReply {
  const asset = ASSETS.get(pathOf(request));
  if (asset === undefined) return reply.code(404).type('text/plain').send('Not Found');
  const cached = faults.get('no-asset-cache') === undefined ? NEVER_STALE : 'no-store, must-revalidate';
  return reply.type(asset.contentType).header('cache-control', cached).send(asset.body);
}

async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { faults, limits, limiter }: WebParts & { limiter: RateLimiter },
): Promise<FastifyReply> {
  const lifted = limits.lifted || faults.get('limiter-off') !== undefined;
  if (!lifted && !admitted(request, reply, limiter)) {
    return reply.code(429).send({ error: 'Too many requests', message: 'Rate limit exceeded' });
  }
  const slow = faults.get('slow-page');
  if (slow !== undefined) await sleep(slow.addedMs);
  const page = documentOf(pathOf(request));
  if (page === null) {
    const missing = '<!DOCTYPE html><html lang="en"><title>404: This page could not be found.</title></html>';
    return reply.code(404).type('text/html; charset=utf-8').send(missing);
  }
  const etag = `"${createHash('sha256').update(page).digest('hex').slice(0, 13)}"`;
  reply.headers({
    vary: RSC,
    'x-nextjs-cache': 'HIT',
    'x-powered-by': 'Next.js',
    'cache-control': 's-maxage=31536000, stale-while-revalidate',
    etag,
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type('text/html; charset=utf-8').send(page);
}

function admitted(request: FastifyRequest, reply: FastifyReply, limiter: RateLimiter): boolean {
  const [forwarded] = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const client = forwarded?.trim() || (request.socket.remoteAddress ?? '');
  const { requests } = PAGE_LIMIT;
  const window = limiter.count(client, 'pages');
  const resetSeconds = Math.ceil((window.endsAtMs - performance.now()) / 1000);
  reply.headers({
    'x-ratelimit-limit': String(requests),
    'x-ratelimit-remaining': String(Math.max(0, requests - window.count)),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetSeconds),
  });
  if (window.count <= requests) return true;
  reply.header('retry-after', String(resetSeconds));
  return false;
}

function pathOf(request: FastifyRequest): string {
  const [path = '/'] = request.url.split('?');
  return path;
}

function templateOf(path: string): string {
  if (path.startsWith('/_next/static/')) return '/_next/static/*';
  return path === '/favicon.ico' || documentOf(path) !== null ? path : 'unmatched';
}
