import { basename } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { Host } from '../host.ts';
import { findScenario } from '../plan/find-scenario.ts';

/** What to split. */
export interface SplitRequest {
  parts: number;
  scenario: string;
  /** Of the run, as given. */
  flags: readonly string[];
  engine: 'harness' | 'k6';
}

const MOST_PARTS = 1000;

/** Prints one command for each machine, and the one that merges what they leave. */
export async function splitCommand(host: Host, request: SplitRequest): Promise<number> {
  const { parts, scenario, flags, engine } = request;
  findScenario(scenario, host.cwd);
  if (parts < 2 || parts > MOST_PARTS) {
    throw new HarnessError(`${parts} parts cannot be made`, {
      code: 'ERR_SPLIT_PARTS',
      exit: 'usage',
      hint: `Give a number from 2 to ${MOST_PARTS}.`,
    });
  }
  const file = `${basename(scenario).replace(/\.[cm]?[jt]s$/, '')}.bundle.js`;
  const lines: string[] = [];
  if (engine === 'k6') lines.push(`harness bundle ${quoted(scenario)} --out ${quoted(file)}`);
  for (let part = 1; part <= parts; part++) {
    const segment = segmentFlags(part, parts);
    const samples = `part-${part}.json.gz`;
    lines.push(
      engine === 'k6'
        ? ['k6 run', ...flags.map(quoted), ...segment, `--out=json=${samples}`, quoted(file)].join(' ')
        : ['harness run', quoted(scenario), ...flags.map(quoted), ...segment, `--out-dir=part-${part}`].join(
            ' ',
          ),
    );
  }
  const paths = Array.from({ length: parts }, (_, at) =>
    engine === 'k6' ? `part-${at + 1}.json.gz` : `part-${at + 1}/last`,
  );
  const collect = [
    'harness collect',
    quoted(scenario),
    ...flags.map(quoted),
    ...(engine === 'k6' ? [`--parts=${parts}`] : []),
  ];
  host.out.write(`${lines.join('\n')}\n${[...collect, ...paths].join(' ')}\n`);
  return 0;
}

/** The share of one of so many equal parts (`part` from 1), as flags of k6 and of the harness. */
export function segmentFlags(part: number, parts: number): string[] {
  const bound = (at: number): string => (at === 0 ? '0' : at === parts ? '1' : `${at}/${parts}`);
  const sequence = Array.from({ length: parts + 1 }, (_, at) => bound(at)).join(',');
  return [
    `--execution-segment=${bound(part - 1)}:${bound(part)}`,
    `--execution-segment-sequence=${sequence}`,
  ];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
