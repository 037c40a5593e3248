import pg from 'pg';
import { walletList } from '../../scenarios/lib/wallets.ts';

/** How much the database is filled with. Values are the same each time; only their dates follow today's. */
export interface SeedSize {
  /** Users, each with one row of mining statistics. */
  wallets: number;
  /** Days of earnings and hash rate a wallet, up to today. */
  historyDays: number;
}

// The tables that R3MES's backend makes at its start, with the indexes that they then have.
const SCHEMA = `
CREATE TABLE users (
  wallet_address varchar(255) PRIMARY KEY, credits real DEFAULT 0, is_miner boolean DEFAULT false,
  last_mining_time timestamp, created_at timestamp DEFAULT now());
CREATE TABLE mining_stats (
  id serial PRIMARY KEY, wallet_address varchar(255) NOT NULL REFERENCES users, hashrate real, gpu_temperature real,
  blocks_found integer, uptime_percentage real, network_difficulty real, recorded_at timestamp DEFAULT now());
CREATE TABLE earnings_history (
  id serial PRIMARY KEY, wallet_address varchar(255) NOT NULL REFERENCES users, earnings real,
  recorded_at timestamp DEFAULT now());
CREATE TABLE hashrate_history (
  id serial PRIMARY KEY, wallet_address varchar(255) NOT NULL REFERENCES users, hashrate real,
  recorded_at timestamp DEFAULT now());
CREATE TABLE api_keys (
  id serial PRIMARY KEY, api_key_hash varchar(64) UNIQUE NOT NULL, wallet_address varchar(255) NOT NULL REFERENCES users,
  name varchar(255), is_active boolean DEFAULT true, last_used timestamp, created_at timestamp DEFAULT now(),
  expires_at timestamp);
CREATE TABLE lora_registry (
  id serial PRIMARY KEY, name varchar(255) UNIQUE NOT NULL, ipfs_hash varchar(255) NOT NULL, description text,
  category varchar(255), version varchar(50), created_at timestamp DEFAULT now(), updated_at timestamp DEFAULT now(),
  is_active boolean DEFAULT true);
CREATE TABLE serving_nodes (
  id serial PRIMARY KEY, wallet_address varchar(255) UNIQUE NOT NULL, endpoint_url varchar(500) NOT NULL,
  available_lora_list jsonb DEFAULT '[]', status varchar(50), last_heartbeat timestamp DEFAULT now(),
  current_load integer DEFAULT 0);`;

const INDEXES = `
CREATE INDEX idx_mining_stats_wallet ON mining_stats (wallet_address);
CREATE INDEX idx_mining_stats_wallet_recorded ON mining_stats (wallet_address, recorded_at DESC);
CREATE INDEX idx_earnings_history_wallet ON earnings_history (wallet_address, recorded_at);
CREATE INDEX idx_earnings_history_wallet_recorded ON earnings_history (wallet_address, recorded_at DESC);
CREATE INDEX idx_hashrate_history_wallet ON hashrate_history (wallet_address, recorded_at);
CREATE INDEX idx_hashrate_history_wallet_recorded ON hashrate_history (wallet_address, recorded_at DESC);
CREATE INDEX idx_api_key_hash ON api_keys (api_key_hash);
CREATE INDEX idx_api_keys_wallet_active ON api_keys (wallet_address) WHERE is_active;
CREATE INDEX idx_lora_registry_category ON lora_registry (category);
CREATE INDEX idx_lora_registry_is_active ON lora_registry (is_active);
CREATE INDEX idx_serving_nodes_status_heartbeat ON serving_nodes (status, last_heartbeat);
ANALYZE;`;

// `w.n` is the wallet's place in the list; every value is a function of it.
const ROWS = `
INSERT INTO users (wallet_address, credits, is_miner, last_mining_time)
  SELECT address, 10 + n % 490, n % 3 = 0, now() - n * interval '1 minute' FROM seed_wallets;
INSERT INTO mining_stats
    (wallet_address, hashrate, gpu_temperature, blocks_found, uptime_percentage, network_difficulty, recorded_at)
  SELECT address, 50 + n % 150, 55 + n % 25, n % 40, 90 + n % 10, 1234.5, now() - interval '1 minute'
  FROM seed_wallets;
INSERT INTO earnings_history (wallet_address, earnings, recorded_at)
  SELECT address, 1 + (n * 7 + d * 13) % 97 / 10.0, current_date - d + interval '12 hours'
  FROM seed_wallets, generate_series(0, :days - 1) AS d;
INSERT INTO hashrate_history (wallet_address, hashrate, recorded_at)
  SELECT address, 50 + (n * 11 + d * 17) % 150, current_date - d + interval '12 hours'
  FROM seed_wallets, generate_series(0, :days - 1) AS d;
INSERT INTO api_keys (api_key_hash, wallet_address, name)
  SELECT encode(sha256(address::bytea), 'hex'), address, 'key ' || n FROM seed_wallets WHERE n % 5 = 0;
INSERT INTO lora_registry (name, ipfs_hash, description, category, version, is_active)
  SELECT 'adapter-' || n, 'Qm' || md5('adapter ' || n), 'Adapter number ' || n,
    (ARRAY['legal', 'medical', 'code', 'general'])[1 + n % 4], '1.' || n % 10, n % 10 <> 0
  FROM generate_series(1, 50) AS n;
INSERT INTO serving_nodes (wallet_address, endpoint_url, available_lora_list, status, current_load)
  SELECT address, 'http://127.0.0.1:9/node-' || n, jsonb_build_array('adapter-' || n + 1), 'active', n % 10
  FROM seed_wallets WHERE n < 20;`;

/** Makes the tables of R3MES's backend in an empty database and fills them. */
export async function seedDatabase(databaseUrl: string, size: SeedSize): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(SCHEMA);
    await client.query('CREATE TEMPORARY TABLE seed_wallets (address text, n integer)');
    await client.query(
      'INSERT INTO seed_wallets SELECT address, n - 1 FROM unnest($1::text[]) WITH ORDINALITY AS w (address, n)',
      [walletList(size.wallets)],
    );
    await client.query(ROWS.replaceAll(':days', String(Math.trunc(size.historyDays))));
    await client.query(INDEXES);
    await client.query('SELECT pg_stat_statements_reset()');
  } finally {
    await client.end();
  }
}
