import { HarnessError } from '../errors.ts';
import { suggest } from '../plan/suggest.ts';
import { csvOutput } from './csv.ts';
import { influxOutput } from './influx.ts';
import { jsonOutput } from './json.ts';
import type { Output, OutputFactory, OutputRun, OutputStreams } from './output.ts';

/** Every output by the name that `--out` takes. */
export const OUTPUTS: Readonly<Record<string, OutputFactory>> = {
  json: jsonOutput,
  csv: csvOutput,
  influxdb: influxOutput,
};

/** Outputs that k6 2.2 has and this engine has not. */
const OF_K6 = [
  ...['cloud', 'opentelemetry', 'experimental-opentelemetry', 'experimental-prometheus-rw', 'web-dashboard'],
];

/** Outputs that k6 has no more, or only with an extension. */
const OF_EXTENSIONS = ['kafka', 'statsd', 'datadog'];

/** Checks `NAME[=ARGUMENT]`; throws HarnessError (usage) for an output that is not there. */
export function checkOutput(given: string): { make: OutputFactory; argument: string } {
  const equals = given.indexOf('=');
  const name = equals < 0 ? given : given.slice(0, equals);
  const make = Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name] : undefined;
  if (make !== undefined) return { make, argument: equals < 0 ? '' : given.slice(equals + 1) };
  const known = Object.keys(OUTPUTS);
  if (OF_K6.includes(name) || OF_EXTENSIONS.includes(name)) {
    const needs = OF_K6.includes(name) ? 'k6 itself' : `a k6 with the extension for ${name}`;
    throw new HarnessError(`the embedded engine has no output "${name}"`, {
      code: 'ERR_OUTPUT_UNKNOWN',
      exit: 'usage',
      hint: `It needs ${needs}: add --engine k6. The embedded engine has ${known.join(', ')}.`,
    });
  }
  const near = suggest(name, known);
  throw new HarnessError(`no output "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_OUTPUT_UNKNOWN',
    exit: 'usage',
    hint: `The embedded engine has ${known.join(', ')}.`,
  });
}

/** Opens the outputs of a run, as one; null without any. */
export function openOutputs(given: readonly string[], run: OutputRun, streams: OutputStreams): Output | null {
  if (given.length === 0) return null;
  const outputs = given.map(checkOutput).map(({ make, argument }) => make(argument, run, streams));
  return {
    write(samples) {
      for (const output of outputs) output.write(samples);
    },
    async end() {
      await Promise.all(outputs.map((output) => output.end()));
    },
  };
}
