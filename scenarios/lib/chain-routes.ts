import { textAt, valueAt } from './answer.ts';
import {
  type ChainCheck,
  type ChainSubject,
  heightRises,
  isSynced,
  lcdHashIs,
  list,
  numbersInText,
  pinnedHeightIs,
  rpcHashIs,
} from './chain-checks.ts';

/** One question to a node: by its RPC (GET or JSON-RPC), or to its REST side (LCD). */
export interface ChainRoute {
  /** The tag `name`: `rpc /block`, `rpc block` (JSON-RPC), `lcd /cosmos/...`. */
  readonly name: string;
  readonly side: 'rpc' | 'json-rpc' | 'lcd';
  readonly path: (subject: ChainSubject) => string;
  /** Of JSON-RPC. */
  readonly params: (subject: ChainSubject) => Readonly<Record<string, string>>;
  readonly checks: Readonly<Record<string, ChainCheck>>;
}

type Asks = Readonly<Record<string, ChainCheck>>;
const LCD = '/cosmos';
const REMES = '/remes/remes/v1';

const nothing = () => ({});
const heightOf = ({ pinned }: ChainSubject) => ({ height: String(pinned.height) });

const rpc = (method: string, checks: Asks, pinned = false): ChainRoute => ({
  name: `rpc /${method}`,
  side: 'rpc',
  path: pinned ? (subject) => `/${method}?height=${subject.pinned.height}` : () => `/${method}`,
  params: nothing,
  checks,
});

const jsonRpc = (method: string, checks: Asks, pinned = false): ChainRoute => ({
  name: `rpc ${method}`,
  side: 'json-rpc',
  path: () => '/',
  params: pinned ? heightOf : nothing,
  checks,
});

const lcd = (path: string, checks: Asks): ChainRoute => ({
  name: `lcd ${path}`,
  side: 'lcd',
  path: ({ pinned, wallet }) => path.replace(':height', String(pinned.height)).replace(':wallet', wallet),
  params: nothing,
  checks,
});

/** The read-only questions that R3MES's own parts ask a node (contract 3.2); one table per VU: some checks remember. */
export function chainRoutes(chainId: string) {
  const pinned = { 'is the pinned block': rpcHashIs, 'height is text': pinnedHeightIs };
  const pinnedInLcd = { 'is the pinned block': lcdHashIs, 'height is text': pinnedHeightIs };
  return {
    status: rpc('status', {
      'height is text and does not fall': heightRises('sync_info', 'latest_block_height'),
      'is not catching up': isSynced,
    }),
    health: rpc('health', {}),
    netInfo: rpc('net_info', { 'counts its peers in text': numbersInText('n_peers') }),
    abciInfo: rpc('abci_info', {
      'height is text and does not fall': heightRises('response', 'last_block_height'),
    }),
    block: rpc('block', pinned, true),
    validators: rpc('validators', { 'has validators': list('validators', 'address') }, true),
    statusCall: jsonRpc('status', {
      'height is text and does not fall': heightRises('sync_info', 'latest_block_height'),
    }),
    blockCall: jsonRpc('block', pinned, true),
    lcdLatest: lcd(`${LCD}/base/tendermint/v1beta1/blocks/latest`, {
      'height is text and does not fall': heightRises('block', 'header', 'height'),
    }),
    lcdBlock: lcd(`${LCD}/base/tendermint/v1beta1/blocks/:height`, pinnedInLcd),
    nodeInfo: lcd(`${LCD}/base/tendermint/v1beta1/node_info`, {
      'is the expected chain': ({ body }) =>
        chainId === '' || textAt(body, 'default_node_info', 'network') === chainId,
    }),
    syncing: lcd(`${LCD}/base/tendermint/v1beta1/syncing`, {
      'is not syncing': ({ body }) => valueAt(body, 'syncing') === false,
    }),
    pool: lcd(`${LCD}/staking/v1beta1/pool`, {
      'stake is above 0, in text': ({ body }) => Number(textAt(body, 'pool', 'bonded_tokens')) > 0,
    }),
    stakers: lcd(`${LCD}/staking/v1beta1/validators`, {
      'has validators': list('validators', 'operator_address'),
    }),
    inflation: lcd(`${LCD}/mint/v1beta1/inflation`, { 'is a number in text': numbersInText('inflation') }),
    balance: lcd(`${LCD}/bank/v1beta1/balances/:wallet`, {
      'balances have a denom': list('balances', 'denom'),
    }),
    remesParams: lcd(`${REMES}/params`, {
      'numbers are text': numbersInText('params', 'max_validators'),
    }),
    modelParams: lcd(`${REMES}/model_params`, { 'height is text': numbersInText('last_updated_height') }),
    modelState: lcd(`${REMES}/global_model_state`, {
      'height is text': numbersInText('state', 'last_updated_height'),
    }),
    remesMiners: lcd(`${REMES}/dashboard/miners`, { 'miners have an address': list('miners', 'address') }),
    remesStatistics: lcd(`${REMES}/dashboard/statistics`, {
      'counts are text': numbersInText('total_miners'),
    }),
    registrations: lcd(`${REMES}/node_registrations`, {
      'nodes have an address': list('registrations', 'node_address'),
    }),
    minerScore: lcd(`${REMES}/miner_score/:wallet`, {
      'is about the wallet': ({ body, wallet }) => textAt(body, 'miner') === wallet,
    }),
  };
}
