import { asBase64, asHex, blockJson, chainTime } from './block-json.ts';
import { CHAIN_ID, CHAIN_VALIDATORS, digest, type Ledger } from './ledger.ts';

const PEERS = 3;
const NODE_ID = digest('node 0').slice(0, 40).toLowerCase();

/** An error of the node, which JSON-RPC carries in an answer with status 200. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: string;
  constructor(code: number, message: string, data: string) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

type Params = Readonly<Record<string, unknown>>;

/** CometBFT's read methods by name, each giving what stands under `result`; throws RpcError. */
export const RPC_METHODS: Readonly<Record<string, (ledger: Ledger, params: Params) => unknown>> = {
  health: () => ({}),
  status,
  net_info: () => ({
    listening: true,
    listeners: ['Listener(@)'],
    n_peers: String(PEERS),
    peers: Array.from({ length: PEERS }, (_, index) => ({
      node_info: nodeInfo(index + 1),
      is_outbound: index % 2 === 0,
      remote_ip: `10.0.0.${index + 2}`,
    })),
  }),
  abci_info: (ledger) => ({
    response: {
      data: 'remes',
      version: '1.0.0',
      last_block_height: String(ledger.latestHeight()),
      last_block_app_hash: asBase64(digest(`app ${ledger.latestHeight()}`)),
    },
  }),
  block: (ledger, params) => blockJson(ledger.blockAt(heightOf(ledger, params)), asHex),
  commit: (ledger, params) => {
    const { block, block_id } = blockJson(ledger.blockAt(heightOf(ledger, params)), asHex);
    const commit = { height: block.header.height, round: 0, block_id, signatures: [] };
    return { signed_header: { header: block.header, commit }, canonical: true };
  },
  validators: (ledger, params) => ({
    block_height: String(heightOf(ledger, params)),
    validators: CHAIN_VALIDATORS.map(({ address, power }) => ({
      address,
      pub_key: publicKey(address),
      voting_power: String(power),
      proposer_priority: '0',
    })),
    count: String(CHAIN_VALIDATORS.length),
    total: String(CHAIN_VALIDATORS.length),
  }),
};

function status(ledger: Ledger): unknown {
  const latest = ledger.latest();
  const first = ledger.blockAt(1);
  const own = CHAIN_VALIDATORS[0];
  return {
    node_info: nodeInfo(0),
    sync_info: {
      latest_block_hash: latest.hash,
      latest_app_hash: digest(`app ${latest.height}`),
      latest_block_height: String(latest.height),
      latest_block_time: chainTime(latest.timeMs),
      earliest_block_hash: first.hash,
      earliest_app_hash: digest('app 1'),
      earliest_block_height: '1',
      earliest_block_time: chainTime(first.timeMs),
      catching_up: false,
    },
    validator_info: {
      address: own?.address,
      pub_key: publicKey(own?.address ?? ''),
      voting_power: String(own?.power),
    },
  };
}

function nodeInfo(index: number): unknown {
  return {
    protocol_version: { p2p: '8', block: '11', app: '0' },
    id: index === 0 ? NODE_ID : digest(`node ${index}`).slice(0, 40).toLowerCase(),
    listen_addr: 'tcp://0.0.0.0:26656',
    network: CHAIN_ID,
    version: '0.38.19',
    channels: '40202122233038606100',
    moniker: `node-${index}`,
    other: { tx_index: 'on', rpc_address: 'tcp://0.0.0.0:26657' },
  };
}

function publicKey(address: string): unknown {
  return { type: 'tendermint/PubKeyEd25519', value: asBase64(digest(`key ${address}`)) };
}

// A height may come as a number, a string, or (in a URL) a quoted string; without one it is the latest.
function heightOf(ledger: Ledger, params: Params): number {
  const given = params['height'];
  const latest = ledger.latestHeight();
  if (given === undefined || given === null || given === '') return latest;
  const height = Number(String(given).replaceAll('"', ''));
  if (!Number.isInteger(height))
    throw new RpcError(-32602, 'Invalid params', `cannot parse height ${String(given)}`);
  if (height <= 0)
    throw new RpcError(-32603, 'Internal error', `height must be greater than 0, but got ${height}`);
  if (height > latest) {
    const reason = `height ${height} must be less than or equal to the current blockchain height ${latest}`;
    throw new RpcError(-32603, 'Internal error', reason);
  }
  return height;
}
