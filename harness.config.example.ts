// Copy to harness.config.ts. docs/targets.md explains every key. Nothing here is a secret: variables are named.
import type { HarnessConfig } from './src/targets/target-config.ts';

export default {
  targets: {
    local: {
      environment: 'local',
      api: 'http://127.0.0.1:8000',
      rpc: 'http://127.0.0.1:26657',
      lcd: 'http://127.0.0.1:1317',
      databaseUrlFrom: 'DATABASE_URL',
      redisUrlFrom: 'REDIS_URL',
      capacityPerSecond: 66,
      rateLimits: { perMinuteAndPath: 30 },
    },
    staging: {
      environment: 'staging',
      api: 'https://api.staging.example.internal',
      websocket: 'wss://api.staging.example.internal',
      frontend: 'https://staging.example.internal',
      headersFrom: { Authorization: 'STAGING_AUTHORIZATION' },
      tls: { ca: './staging-ca.pem' },
      parts: ['system', 'kubernetes'],
      capacityPerSecond: 200,
      rateLimits: 'lifted',
      slos: { api_latency_p95: { warn: 300, critical: 800, overTheLast: '60s', for: '30s' } },
      waivers: [{ slo: 'db_query_avg', until: '2027-03-31', reason: 'OPS-311: the index is being built' }],
    },
    production: {
      environment: 'production',
      api: 'https://api.example.com',
      publicHosts: ['api.example.com'],
      scenarios: ['smoke', 'api'],
      rateLimits: { perSecond: 30 },
      maxRatePerSecond: 20,
      maxVus: 100,
    },
  },
} satisfies HarnessConfig;
