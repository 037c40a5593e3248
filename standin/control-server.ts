import fastify, { type FastifyInstance } from 'fastify';
import { HarnessError } from '../src/errors.ts';
import type { ActiveFaults } from './active-faults.ts';
import { FAULTS, type FaultName, parseFault } from './fault.ts';
import type { PostgresCluster } from './postgres/cluster.ts';
import { COUNTED_PARTS, isCountedPart, type StandinCounts } from './standin-counts.ts';

export interface Controlled {
  faults: ActiveFaults;
  counts: StandinCounts;
  limits: { lifted: boolean };
  push: { on: boolean };
  postgres: PostgresCluster;
}

/** The stand-in's second port: what it counted, its faults, its limits and its PostgreSQL, for tests and for walks. */
export function createControl({ faults, counts, limits, push, postgres }: Controlled): FastifyInstance {
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    // `curl -X PUT .../faults/errors=3%` is what people write.
    rewriteUrl: ({ url = '/' }) => url.replace(/%(?![0-9a-f]{2})/gi, '%25'),
  });
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof HarnessError;
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(known ? 400 : 500).send({ error: message, ...(known ? { hint: error.hint } : {}) });
  });
  app.get<{ Querystring: { run?: string } }>('/counts', ({ query }) => counts.api.read(query.run));
  app.get<{ Params: { part: string }; Querystring: { run?: string } }>(
    '/counts/:part',
    ({ params, query }, reply) =>
      isCountedPart(params.part)
        ? counts[params.part].read(query.run)
        : reply.code(404).send({ error: `the counts are ${COUNTED_PARTS.join(', ')}` }),
  );
  app.get<{ Querystring: { run?: string } }>('/latency', ({ query }) => counts.api.readLatency(query.run));
  app.get('/faults', () => ({ active: faults.list(), known: FAULTS }));
  app.put<{ Params: { fault: string } }>('/faults/:fault', async ({ params }) => {
    await faults.on(parseFault(params.fault));
    return { active: faults.list() };
  });
  app.delete<{ Params: { name: string } }>('/faults/:name', async ({ params }, reply) => {
    if (!Object.hasOwn(FAULTS, params.name)) return reply.code(404).send({ error: 'no such fault' });
    await faults.off(params.name as FaultName);
    return { active: faults.list() };
  });
  app.delete('/faults', async () => {
    await faults.allOff();
    return { active: [] };
  });
  app.put<{ Params: { state: string } }>('/limits/:state', ({ params }, reply) => {
    if (params.state !== 'real' && params.state !== 'lifted') {
      return reply.code(404).send({ error: 'the limits are "real" or "lifted"' });
    }
    limits.lifted = params.state === 'lifted';
    return { limits: params.state };
  });
  app.put<{ Params: { state: string } }>('/push/:state', ({ params }, reply) => {
    if (params.state !== 'on' && params.state !== 'off') {
      return reply.code(404).send({ error: 'pushed messages are "on" or "off"' });
    }
    push.on = params.state === 'on';
    return { push: params.state };
  });
  app.put<{ Params: { state: string } }>('/postgres/:state', async ({ params }, reply) => {
    if (params.state === 'stopped') await postgres.stop();
    else if (params.state === 'started') await postgres.start();
    else return reply.code(404).send({ error: 'PostgreSQL is "stopped" or "started"' });
    return { postgres: params.state };
  });
  return app;
}
