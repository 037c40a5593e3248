// The directions of docs/architecture.md: what may import what.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { pathNot: [`^(${allowed.join('|')})`, '^node_modules', '^(node:)?[a-z_/]+$'], couldNotResolve: false },
});
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-imports-commands',
      severity: 'error',
      from: { pathNot: '^(src/(cli|commands)|test/)' },
      to: { path: '^src/(cli\\.ts|commands/)' },
    },
    only('scenarios-import-k6-and-lib-only', '^scenarios/', ['scenarios/', 'k6']),
    only('probes-import-no-engine', '^probes/', [
      'probes/',
      'src/errors',
      'src/metrics/',
      'src/redact',
      'src/host\\.ts',
      'src/store/record/',
      'thresholds\\.ts',
    ]),
    only('reports-import-record-types-only', '^reports/', [
      'reports/',
      'src/store/record/',
      'src/errors',
      'probes/probe\\.ts',
    ]),
    only('realm-stands-alone', '^src/engine/embedded/realm/', ['src/engine/embedded/realm/', 'src/duration']),
    only('build-imports-errors-only', '^build/', ['build/', 'src/errors', 'src/exit-codes']),
    only('metrics-import-errors-only', '^src/metrics/', ['src/metrics/', 'src/errors', 'src/exit-codes']),
    only('verdict-imports-metrics', '^src/verdict/', [
      'src/self-check/machine-evidence',
      'src/verdict/',
      'src/metrics/',
      'src/errors',
      'src/duration',
      'src/exit-codes',
      'thresholds\\.ts',
      'src/store/record/',
    ]),
    only('standin-stands-alone', '^standin/', [
      'standin/',
      'src/errors',
      'src/exit-codes',
      'src/host\\.ts',
      'scenarios/lib/wallets\\.ts',
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^build/out|fixtures' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
