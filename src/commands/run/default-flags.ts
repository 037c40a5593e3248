/** What a command that runs a scenario by itself takes for the flags of `harness run` that it does not have. */
export const DEFAULT_RUN_FLAGS = {
  engine: 'embedded',
  k6FinishTimeout: '10s',
  given: [],
  thresholds: true,
  out: [],
  secretSource: [],
  includeSystemEnvVars: true,
  color: true,
  verbose: false,
  options: { options: {}, problems: [] as string[] },
  gate: true,
} as const;
