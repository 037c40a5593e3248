// src/exit-codes.ts
var EXIT_CODES = {
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
  scriptException: {
    code: 107,
    meaning: 'The script has a syntax error or threw in init, setup or teardown.',
  },
  scriptAborted: { code: 108, meaning: 'The script called exec.test.abort().' },
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
};

// src/errors.ts
var BRAND = /* @__PURE__ */ Symbol.for('r3mes-harness.error');
var HarnessError = class extends Error {
  code;
  exitCode;
  hint;
  [BRAND] = true;
  constructor(message, facets) {
    super(message, { cause: facets.cause });
    this.name = 'HarnessError';
    this.code = facets.code;
    this.exitCode = EXIT_CODES[facets.exit].code;
    this.hint = facets.hint;
  }
};
function isHarnessError(value) {
  return typeof value === 'object' && value !== null && BRAND in value;
}

export { EXIT_CODES, HarnessError, isHarnessError };
//# sourceMappingURL=chunk-T7JPV3JC.js.map
