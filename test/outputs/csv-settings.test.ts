import { describe, expect, it } from 'vitest';
import { csvOutput } from '../../src/outputs/csv.ts';
import type { OutputStreams } from '../../src/outputs/output.ts';

const open = (argument: string): unknown =>
  csvOutput(argument, { systemTags: [] } as never, { env: {} } as OutputStreams);

describe('settings of --out csv', () => {
  it.each([
    ['fileName=x.csv,saveInterval=often', 'no saveInterval above zero: "often"'],
    ['fileName=x.csv,saveInterval=0s', 'no saveInterval above zero: "0s"'],
    ['fileName=x.csv,timeFormat=unx', 'an unknown timeFormat "unx"; did you mean "unix"'],
    ['filename=x.csv', 'an unknown setting "filename"; did you mean "fileName"'],
  ])('%s is refused before anything is written', (argument, message) => {
    expect(() => open(argument)).toThrow(message);
  });
});
