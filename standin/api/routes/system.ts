import { ApiError } from '../api-error.ts';
import { expositionOf } from '../exposition.ts';
import { textAt } from '../json-at.ts';
import { type Route, route } from '../route.ts';

const POOL = { size: 'i', idle_size: 'i', min_size: 'i', max_size: 'i', used: 'i', available: 'i' } as const;

/** Health, metrics, the clock and the inference's state: nothing here waits for the chain but /health/blockchain. */
export const systemRoutes: readonly Route[] = [
  route({
    path: '/health',
    limit: 100,
    shape: { status: 's', inference_mode: 's', model_loaded: 'b', adapters_count: 'i' },
    answer: () => ({ status: 'healthy', inference_mode: 'mock', model_loaded: false, adapters_count: 0 }),
  }),
  route({
    path: '/health/database',
    limit: null,
    shape: { status: 's', database: 's', pool: POOL },
    async answer({ database }) {
      await orUnhealthy(database.rows('health', 'SELECT 1 AS one'));
      return { status: 'healthy', database: 'postgresql', pool: poolOf(database.state()) };
    },
  }),
  route({
    path: '/health/pool',
    limit: null,
    shape: { ...POOL, utilization_percent: 'f' },
    answer({ database }) {
      const pool = poolOf(database.state());
      return { ...pool, utilization_percent: (100 * pool.used) / pool.max_size };
    },
  }),
  route({
    path: '/health/redis',
    limit: null,
    shape: { status: 's', redis: 's', version: 's', url: 's' },
    async answer({ cache, redisUrl }) {
      const version = await orUnhealthy(cache.version());
      return { status: 'healthy', redis: 'connected', version, url: redisUrl ?? '' };
    },
  }),
  route({
    path: '/health/blockchain',
    limit: null,
    shape: { status: 's', blockchain: 's', rpc_url: 's', node_info: { network: 's', version: 's' } },
    async answer({ chain, rpcUrl }) {
      const status = await orUnhealthy(chain.rpcStatusOnce());
      const node = (key: string) => textAt(status, 'result', 'node_info', key);
      return {
        status: 'healthy',
        blockchain: 'connected',
        rpc_url: rpcUrl,
        node_info: { network: node('network'), version: node('version') },
      };
    },
  }),
  route({
    path: '/health/secrets',
    limit: null,
    shape: { status: 's', secret_manager: 's', type: 's' },
    answer: () => ({ status: 'healthy', secret_manager: 'initialized', type: 'EnvironmentSecretManager' }),
  }),
  route({
    path: '/metrics',
    limit: null,
    shape: 'text',
    textType: 'text/plain; version=0.0.4; charset=utf-8',
    answer: () => expositionOf(),
  }),
  route({
    path: '/system/version',
    limit: null,
    shape: { min_version: 's', current_version: 's', update_required: 'b', update_url: 's?', critical: 'b' },
    answer: () => ({
      min_version: '1.0.0',
      current_version: '1.0.0',
      update_required: false,
      update_url: null,
      critical: false,
    }),
  }),
  route({
    path: '/system/time',
    limit: null,
    shape: { server_time: 'i', server_time_iso: 's', timezone: 's' },
    answer() {
      const now = new Date();
      return {
        server_time: Math.floor(now.getTime() / 1000),
        server_time_iso: now.toISOString(),
        timezone: 'UTC',
      };
    },
  }),
  route({
    path: '/api/inference/health',
    limit: null,
    shape: {
      status: 's',
      inference_mode: 's',
      is_ready: 'b',
      is_healthy: 'b',
      pipeline_initialized: 'b',
      model_loaded: 'b',
      total_requests: 'i',
      successful_requests: 'i',
      failed_requests: 'i',
      avg_latency_ms: 'f',
      error_message: 's?',
    },
    answer: () => ({
      status: 'healthy',
      inference_mode: 'mock',
      is_ready: true,
      is_healthy: true,
      pipeline_initialized: false,
      model_loaded: false,
      total_requests: 0,
      successful_requests: 0,
      failed_requests: 0,
      avg_latency_ms: 0,
      error_message: null,
    }),
  }),
];

function poolOf({ size, idle, used, max }: { size: number; idle: number; used: number; max: number }) {
  return {
    size,
    idle_size: idle,
    min_size: Math.min(5, max),
    max_size: max,
    used,
    available: max - used,
  };
}

async function orUnhealthy<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new ApiError(503, { status: 'unhealthy', error: error instanceof Error ? error.message : '' });
  }
}
