import { createHmac } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import { bodyCheck, textOf } from '../body-fields.ts';
import { type Route, route, type Sources } from '../route.ts';

const DAY_SECONDS = 86_400;
/** The words and signs that R3MES's sanitizer answers with a 500. */
const REFUSED_TEXT =
  /\b(select|insert|update|delete|drop|create|alter|exec|execute|union|declare)\b|[;#&|$`]|--|\.\.\//i;

/** Routes that change something. Nobody is asked who he is: R3MES enforces no authentication. */
export const writeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/auth/login',
    limit: 10,
    checkBody: bodyCheck({ wallet_address: { kind: 'text', required: true, wallet: true } }),
    shape: {
      access_token: 's',
      token_type: 's',
      expires_in: 'i',
      user: { wallet_address: 's', credits: 'f', is_miner: 'b' },
    },
    answer: ({ database }, { body }) => login(database, textOf(body, 'wallet_address') ?? ''),
  }),
  route({
    method: 'POST',
    path: '/api/lora/register',
    limit: 20,
    checkBody: bodyCheck({
      name: { kind: 'text', required: true, max: 255 },
      ipfs_hash: { kind: 'text', required: true, max: 255 },
      description: { kind: 'text', required: false },
      category: { kind: 'text', required: false },
      version: { kind: 'text', required: false },
    }),
    shape: { success: 'b', action: 's', lora_id: 'i' },
    async answer({ database }, { body }) {
      const [row] = await database.change(
        'lora_register',
        `INSERT INTO lora_registry (name, ipfs_hash, description, category, version) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (name) DO UPDATE SET ipfs_hash = $2, description = $3, category = $4, version = $5,
           updated_at = now(), is_active = true
         RETURNING id, xmax = 0 AS created`,
        ['name', 'ipfs_hash', 'description', 'category', 'version'].map((field) => textOf(body, field)),
      );
      return { success: true, action: actionOf(row?.['created']), lora_id: Number(row?.['id']) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/serving-node/register',
    limit: 20,
    checkBody: bodyCheck({
      wallet_address: { kind: 'text', required: true, wallet: true },
      endpoint_url: { kind: 'text', required: true, max: 500 },
      available_lora_list: { kind: 'texts', required: true },
    }),
    shape: { success: 'b', action: 's', node_id: 'i' },
    answer: ({ database }, { body }) => registerNode(database, body),
  }),
  route({
    method: 'POST',
    path: '/api/serving-node/heartbeat',
    limit: 20,
    checkBody: bodyCheck({
      wallet_address: { kind: 'text', required: true, wallet: true },
      status: { kind: 'text', required: false, max: 50 },
      current_load: { kind: 'integer', required: false, min: 0 },
    }),
    shape: { success: 'b' },
    answer: ({ database }, { body }) => heartbeat(database, body),
  }),
  route({
    path: '/api/serving-node/list',
    limit: 30,
    query: {
      lora: { kind: 'text', default: null },
      max_age_seconds: { kind: 'integer', default: 60, min: 1 },
    },
    shape: {
      nodes: [
        {
          wallet_address: 's',
          endpoint_url: 's',
          available_lora_list: ['s'],
          status: 's',
          current_load: 'i',
          last_heartbeat: 's',
        },
      ],
      count: 'i',
    },
    // Without `lora` it is always empty, as R3MES's is.
    async answer({ database }, { query }) {
      const nodes = await database.rows(
        'serving_node_list',
        `SELECT wallet_address, endpoint_url, available_lora_list, status, current_load, last_heartbeat::text
         FROM serving_nodes WHERE available_lora_list ? $1 AND status = 'active'
           AND last_heartbeat > now() - $2::int * interval '1 second' ORDER BY current_load`,
        [query.lora ?? '', query.max_age_seconds],
      );
      return { nodes, count: nodes.length };
    },
  }),
  route({
    method: 'POST',
    path: '/chat',
    limit: 10,
    checkBody: bodyCheck({
      message: { kind: 'text', required: true, max: 10_000 },
      wallet_address: { kind: 'text', required: false },
    }),
    shape: 'text',
    answer(_sources, { body }) {
      const message = textOf(body, 'message') ?? '';
      if (message.trim() === '' || REFUSED_TEXT.test(message)) {
        throw new ApiError(500, {
          error: 'R3MES_ERROR',
          message: 'invalid input',
          type: 'InvalidInputError',
        });
      }
      return `Mock answer to: ${message}`;
    },
  }),
];

type Database = Sources['database'];

// R3MES means to make unknown wallets known, with a method that it does not have.
async function login(database: Database, wallet: string) {
  const [user] = await database.rows(
    'login',
    'SELECT credits::float8, is_miner FROM users WHERE wallet_address = $1',
    [wallet],
  );
  if (user === undefined) {
    throw new ApiError(500, {
      error: 'INTERNAL_SERVER_ERROR',
      message: "'AsyncDatabase' object has no attribute 'create_user'",
      type: 'AttributeError',
    });
  }
  return {
    access_token: tokenOf(wallet),
    token_type: 'bearer',
    expires_in: DAY_SECONDS,
    user: { wallet_address: wallet, credits: Number(user['credits']), is_miner: user['is_miner'] === true },
  };
}

async function registerNode(database: Database, body: unknown) {
  const { available_lora_list: adapters } = body as { available_lora_list: readonly string[] };
  const [row] = await database.change(
    'node_register',
    `INSERT INTO serving_nodes (wallet_address, endpoint_url, available_lora_list, status) VALUES ($1, $2, $3, 'active')
     ON CONFLICT (wallet_address) DO UPDATE SET endpoint_url = $2, available_lora_list = $3, status = 'active',
       last_heartbeat = now()
     RETURNING id, xmax = 0 AS created`,
    [textOf(body, 'wallet_address'), textOf(body, 'endpoint_url'), JSON.stringify(adapters)],
  );
  return { success: true, action: actionOf(row?.['created']), node_id: Number(row?.['id']) };
}

async function heartbeat(database: Database, body: unknown) {
  const { current_load: load = 0 } = body as { current_load?: number };
  const [row] = await database.change(
    'node_heartbeat',
    `UPDATE serving_nodes SET last_heartbeat = now(), status = $2, current_load = $3
     WHERE wallet_address = $1 RETURNING id`,
    [textOf(body, 'wallet_address'), textOf(body, 'status') ?? 'active', load],
  );
  if (row === undefined) throw new ApiError(404, { detail: 'Serving node not found' });
  return { success: true };
}

function actionOf(created: unknown): 'created' | 'updated' {
  return created === true ? 'created' : 'updated';
}

// A JWT in form; nothing of R3MES checks one.
function tokenOf(wallet: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = { wallet_address: wallet, exp: nowSeconds + DAY_SECONDS, iat: nowSeconds, type: 'access' };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', 'stand-in').update(signed).digest('base64url')}`;
}
