/** Every exit code of `harness`, with the sentence that the documentation and `--help` show. */
export const EXIT_CODES = {
  success: { code: 0, meaning: 'The verdict is PASS or WARN, or the command did what was asked.' },
  thresholds: {
    code: 99,
    meaning: 'FAIL: an SLO line or a threshold of the script is at or past the level that fails.',
  },
  setupTimeout: { code: 100, meaning: 'setup() took longer than setupTimeout.' },
  teardownTimeout: { code: 101, meaning: 'teardown() took longer than teardownTimeout.' },
  genericTimeout: { code: 102, meaning: 'Another phase of the run took longer than its limit.' },
  stoppedByApi: { code: 103, meaning: 'The run was stopped through the REST API of k6.' },
  invalidConfig: {
    code: 104,
    meaning: 'Options, scenarios, thresholds, configuration or target are invalid; nothing was sent.',
  },
  interrupted: { code: 105, meaning: 'A signal ended the run; what was measured is kept.' },
  restUnavailable: { code: 106, meaning: 'The REST API could not listen where --address says.' },
  scriptException: {
    code: 107,
    meaning: 'The script has a syntax error or threw in init, setup or teardown.',
  },
  scriptAborted: { code: 108, meaning: 'The script called exec.test.abort().' },
  engineCrashed: { code: 109, meaning: 'k6 crashed or was killed; what was measured is kept.' },
  scriptFailed: { code: 110, meaning: 'The script called exec.test.fail().' },
  invalid: {
    code: 120,
    meaning: 'INVALID: the generator spoiled the run, so it says nothing about the target.',
  },
  noData: { code: 121, meaning: 'NO-DATA: a line that gates has no samples, so nothing was proved.' },
  usage: {
    code: 255,
    meaning: 'A wrong flag or argument, an unreadable file, or an error without a code of its own.',
  },
} as const;

export type ExitName = keyof typeof EXIT_CODES;
