import { type Answer, listAt, numberAt, textAt, timeMsAt, valueAt } from './answer.ts';

/** Whether an answer is what a healthy R3MES gives; in the form that k6's `check` calls. */
export type BodyCheck = (answer: Answer) => boolean;

const MAX_BLOCK_AGE_MS = 60_000;
const MAX_CLOCK_DIFFERENCE_MS = 10_000;

/** A chain that is down answers 200 with height 0; one that was restored from a backup falls. State is per VU. */
export function heightRises(): BodyCheck {
  let highest = 0;
  return ({ body }) => {
    const height = numberAt(body, 'block_height');
    const holds = height > 0 && height >= highest;
    if (height > highest) highest = height;
    return holds;
  };
}

/** `timestamp` (epoch ms) is the server's now. */
export const timestampIsNow: BodyCheck = ({ body, atMs }) =>
  Math.abs(atMs - numberAt(body, 'timestamp')) <= MAX_CLOCK_DIFFERENCE_MS;

/** As many blocks as asked for and the chain has, newest first and without a gap. */
export const blocksInOrder =
  (limit: number): BodyCheck =>
  ({ body }) => {
    const blocks = listAt(body, 'blocks') ?? [];
    const total = numberAt(body, 'total');
    const heights = blocks.map((block) => numberAt(block, 'height'));
    const inOrder = heights.every((height, i) => i === 0 || height === (heights[i - 1] ?? 0) - 1);
    return total > 0 && blocks.length === Math.min(limit, total) && inOrder;
  };

/** The newest block is younger than a minute. */
export const newestBlockFresh: BodyCheck = ({ body, atMs }) => {
  const newest = (listAt(body, 'blocks') ?? [])[0];
  const madeAtMs = timeMsAt(newest, 'timestamp') || timeMsAt(newest, 'time');
  return atMs - madeAtMs < MAX_BLOCK_AGE_MS;
};

/** A staking total that is a number in a string, as the chain writes it, and not the "0" of a chain that is down. */
export const hasStake: BodyCheck = ({ body }) => Number(textAt(body, 'total_stake')) > 0;

/** A list under `key` whose entries all have text under `field`; it may be empty: the chain's lists often are. */
export const listOf =
  (key: string, field: string): BodyCheck =>
  ({ body }) => {
    const list = listAt(body, key);
    return list?.every((entry) => textAt(entry, field) !== '') ?? false;
  };

/** Exactly `count` rows under `key`, each with a number under `field`. */
export const rowsOf =
  (key: string, count: number, field: string): BodyCheck =>
  ({ body }) => {
    const rows = listAt(body, key) ?? [];
    return rows.length === count && rows.every((row) => Number.isFinite(numberAt(row, field)));
  };

/** Finite numbers under all of the keys. */
export const numbersAt =
  (...keys: string[]): BodyCheck =>
  ({ body }) =>
    keys.every((key) => Number.isFinite(numberAt(body, key)));

/** The answer is about the wallet that was asked for. */
export const aboutWallet: BodyCheck = ({ body, wallet }) => textAt(body, 'wallet_address') === wallet;

/** The credits of a known wallet, or the reason why it is unknown (404). */
export const userOrReason: BodyCheck = (answer) =>
  answer.status === 404
    ? textAt(answer.body, 'detail') !== ''
    : aboutWallet(answer) && Number.isFinite(numberAt(answer.body, 'credits'));

/** The four roles that the backend knows. */
export const fourRoles: BodyCheck = (answer) =>
  numberAt(answer.body, 'total') === 4 && rowsOf('roles', 4, 'role_id')(answer);

/** A bare array of adapters with a name each. */
export const adapters: BodyCheck = ({ body }) =>
  Array.isArray(body) && body.every((adapter) => textAt(adapter, 'name') !== '');

/** Text under a key: any, or exactly `expected` where that is given. */
export const says =
  (key: string, expected = ''): BodyCheck =>
  ({ body }) =>
    expected === '' ? textAt(body, key) !== '' : textAt(body, key) === expected;

/** The network that the backend's node is on: any, or the expected chain id. */
export const onChain =
  (chainId: string): BodyCheck =>
  (answer) =>
    says('network', chainId)({ ...answer, body: valueAt(answer.body, 'node_info') });

/** True or false under a key. */
export const flagAt =
  (key: string): BodyCheck =>
  ({ body }) =>
    typeof valueAt(body, key) === 'boolean';

const COMMENT = /^(#.*)?$/;
const SAMPLE = /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [^ ]+( -?\d+)?$/;

/** Prometheus text: every line parses, at least one is a sample. */
export const isExposition: BodyCheck = ({ text }) => {
  const lines = text.split('\n').filter((line) => !COMMENT.test(line));
  return lines.length > 0 && lines.every((line) => SAMPLE.test(line));
};

/** Whether a sample of the metric stands in Prometheus text. */
export const hasMetric = (text: string, metric: string): boolean =>
  text.split('\n').some((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
