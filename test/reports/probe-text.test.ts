import { expect, test } from 'vitest';
import { type JudgedPass, probeText } from '../../reports/probe-text.ts';
import { displayWidth } from '../../reports/text/table.ts';
import { SLOS } from '../../thresholds.ts';
import { failingRun } from '../helpers/runs.ts';
import { otherLine, sloLines } from '../helpers/verdict-lines.ts';
import { HOSTILE } from './hostile.ts';

const SHOWN = { colour: false, columns: 100 };

function pass(): JudgedPass {
  const results = failingRun().record.probes.flatMap(({ last }) => (last === null ? [] : [last]));
  const line = (probe: string, level: 'OK' | 'CRIT', reason: string) =>
    otherLine({ id: `probe_${probe}`, kind: 'gate', title: `Probe ${probe}`, level, reason });
  return {
    state: 'FAIL',
    results,
    lines: [
      line('http', 'OK', 'It answers.'),
      line('postgres', 'CRIT', 'connect ECONNREFUSED: nothing listens on 127.0.0.1:5432'),
      line('redis', 'OK', 'It answers.'),
      ...sloLines({ redis_memory: [94.2, 'WARN'] }),
    ],
  };
}

test('a pass of probes shows the state, a line for each part with its hint, and its objectives', () => {
  const [state, ...lines] = probeText(pass(), SHOWN).split('\n');
  expect(state).toBe('FAIL');
  const text = lines.join('\n').replace(/\s+/g, ' ');
  expect(text).toContain('✗ CRIT Probe postgres – connect ECONNREFUSED: nothing listens on 127.0.0.1:5432');
  expect(text).toContain('Start PostgreSQL or correct DATABASE_URL.');
  expect(text).toContain('Round trip 0.410 ms Size 46.0 MiB Statistics – the role may not see it');
  expect(text).toMatch(/▲ WARN Redis memory against maxmemory 94\.20 %/);
  expect(text).toContain(`${SLOS.length - 1} objectives do not apply`);
});

test.each([50, 80, 100, 200])(
  'a pass of probes fits a terminal of %i columns, its commands apart',
  (columns) => {
    const command = `kubectl get pods -n r3mes ${'x'.repeat(200)}`;
    const advice = [
      {
        section: 'Cache Operations',
        lines: ['redis_memory'],
        steps: ['Look at its memory '.repeat(9)],
        commands: [command],
      },
    ];
    const lines = probeText({ ...pass(), advice }, { colour: false, columns }).split('\n');
    expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([`    $ ${command}`]);
  },
);

test('colours are there where the terminal has them', () => {
  expect(probeText(pass(), { colour: true, columns: 100 })).toContain('\u001b[31m✗ CRIT');
});

test('hostile text of a probe does not act on the terminal', () => {
  const judged = pass();
  for (const result of judged.results) {
    if (!result.ok) Object.assign(result.failure, { message: HOSTILE, hint: HOSTILE });
    else for (const value of result.facts.values) Object.assign(value, { title: HOSTILE, note: HOSTILE });
  }
  const lines = judged.lines.map((line) => ({ ...line, title: HOSTILE, reason: HOSTILE }));
  const text = probeText({ ...judged, lines }, SHOWN);
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
});
