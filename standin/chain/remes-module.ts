/** Where the module's queries are, on the LCD. */
export const REMES = '/remes/remes/v1';
export const DENOM = 'ur3mes';

/** Answers of queries without a parameter. Lists are empty and statistics zero, as the module's keeper leaves them. */
const FIXED: Readonly<Record<string, unknown>> = {
  params: {
    params: {
      nonce_window_size: '10000',
      min_stake: '1000000',
      stake_denom: DENOM,
      mining_difficulty: '1234.5',
      reward_per_gradient: '1000',
      max_validators: '100',
      slashing_penalty: '0.05',
      challenge_period_blocks: '100',
      scalability_params: { max_gradients_per_block: '100', max_aggregations_per_block: '50' },
    },
  },
  stored_gradient: { stored_gradients: [], pagination: null },
  model_params: { model_ipfs_hash: 'QmStandIn', model_version: 'v1.0.0', last_updated_height: '1' },
  global_model_state: {
    state: {
      model_ipfs_hash: 'QmStandIn',
      model_version: 'v1.0.0',
      last_updated_height: '1',
      last_updated_time: '0',
    },
  },
  dataset_proposals: { proposals: [], pagination: null },
  approved_datasets: { datasets: [], pagination: null },
  node_registrations: { registrations: [] },
  serving_nodes: { serving_nodes: [] },
  reward_formula: { formulas: '' },
  participant_sync_states: { sync_states: [] },
  'dashboard/miners': { miners: [], total: '0', pagination: null },
  'dashboard/statistics': {
    total_miners: '0',
    active_miners: '0',
    total_gradients: '0',
    total_aggregations: '0',
    pending_gradients: '0',
    pending_aggregations: '0',
    average_gradient_size: '0',
    last_updated: '0',
  },
  'dashboard/blocks': { blocks: [], total: '0' },
  'vault/stats': { total_tasks: '0', active_tasks: '0', completed_tasks: '0' },
  'task_pool/active': { pool_id: '0', has_active_pool: false },
};

/** Queries with a parameter, by their template; null: the keeper finds none. */
const WITH_PARAMETER: readonly (readonly [
  template: string,
  answer: ((parameter: string) => unknown) | null,
])[] = [
  ['gradient/{id}', null],
  ['stored_gradient/{id}', null],
  ['aggregation/{id}', null],
  [
    'miner_score/{miner}',
    (miner) => ({
      miner,
      trust_score: '0.000000000000000000',
      reputation_tier: '',
      total_submissions: '0',
      successful_submissions: '0',
      slashing_events: '0',
    }),
  ],
  ['dataset_proposal/{id}', null],
  ['approved_dataset/{id}', null],
  ['node_registration/{address}', null],
  ['inference_request/{id}', null],
  ['serving_node_status/{address}', null],
  ['participant_sync_state/{address}', () => ({ sync_state: null })],
  ['catch_up_info/{address}', () => ({ global_state: null, catch_up_gradients: [], sync_state: null })],
  ['global_seed/{round}', (round) => ({ global_seed: '0', block_hash: '', training_round_id: round })],
  ['dashboard/block/{height}', () => ({ block: null })],
  ['miner_fraud_score/{miner}', () => ({ fraud_score: '0', total_fraud_attempts: '0' })],
  ['task_pool/{id}/available_chunks', () => ({ chunks: [], total_available: '0' })],
];

const PATTERNS = WITH_PARAMETER.map(
  ([template, answer]) => ({ template, answer, pattern: patternOf(template) }) as const,
);

/** The answer of a query of the module; 'not found' where there is none of that id, null where there is no such query. */
export function remesAnswer(query: string): unknown {
  if (Object.hasOwn(FIXED, query)) return FIXED[query];
  for (const { pattern, answer } of PATTERNS) {
    const [, parameter] = pattern.exec(query) ?? [];
    if (parameter !== undefined) return answer === null ? 'not found' : answer(parameter);
  }
  return null;
}

/** The name by which a query is counted. */
export function remesTemplate(query: string): string {
  if (Object.hasOwn(FIXED, query)) return query;
  return PATTERNS.find(({ pattern }) => pattern.test(query))?.template ?? 'unmatched';
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/, '([^/]+)')}$`);
}
