import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { githubAnnotations } from '../../reports/gate/annotations.ts';
import { gateJunit } from '../../reports/gate/junit.ts';
import { gateMarkdown } from '../../reports/gate/markdown.ts';
import { REPORTS } from '../../reports/index.ts';
import { MARKDOWN_BUDGET_BYTES } from '../../reports/markdown.ts';
import type { GateRecord } from '../../src/store/record/gate.ts';
import * as runs from '../helpers/runs.ts';
import { casesOf } from '../helpers/strict-xml.ts';
import { PLAIN } from './hostile.ts';

/** Any UTF-16 at all: controls, lone surrogates, markup, table syntax, workflow commands. */
const anyText = fc.oneof(
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ']]>',
    '</testcase>',
    '<!--',
    '&#0;',
    '\ud800',
    'a | b\n| --- |',
    '\u001b[31m',
    '::error::x\n::warning::y',
    '%0A::error::z',
    '</script><img src=x onerror=alert(1)>',
    '`|`',
    '\\|',
    '<details>',
    '\u2028',
    '__proto__',
  ),
);
const runWith = anyText.map((text) => ({ text, run: runs.runWithText(text || ' ') }));

function gateOf(run: ReturnType<typeof runs.passingRun>, text: string): GateRecord {
  const part = { kind: 'run', name: 'smoke', ...run, directory: text, repeated: false } as const;
  return {
    ...{ version: 1, harness: '0', startedAt: run.record.startedAt, durationMs: 1000, exitCode: 99 },
    ...{ state: 'FAIL', sentence: text, notes: [text] },
    parts: [
      part,
      { ...part, repeated: true },
      { kind: 'error', name: 'gate', message: text, hint: text, exitCode: 104 },
    ],
  };
}

/** Cells of each row of each table: a bar that is escaped as an entity is none. */
function widths(markdown: string): Set<number>[] {
  const tables: string[][] = [[]];
  for (const line of markdown.split('\n')) {
    if (line.startsWith('|')) tables.at(-1)?.push(line);
    else if (tables.at(-1)?.length) tables.push([]);
  }
  return tables
    .filter((rows) => rows.length > 0)
    .map((rows) => new Set(rows.map((row) => row.split('|').length)));
}

describe('any text in names and messages', () => {
  test('leaves JUnit strictly parseable, with every case', () => {
    fc.assert(
      fc.property(runWith, ({ text, run }) => {
        const plain = casesOf(REPORTS.junit(runs.runWithText('plain'), PLAIN));
        expect(casesOf(REPORTS.junit(run, PLAIN))).toHaveLength(plain.length);
        casesOf(gateJunit(gateOf(run, text)));
      }),
      { numRuns: 150 },
    );
  });

  test('leaves Markdown tables whole and HTML in it inert', () => {
    fc.assert(
      fc.property(runWith, ({ text, run }) => {
        for (const markdown of [REPORTS.markdown(run, PLAIN), gateMarkdown(gateOf(run, text))]) {
          for (const table of widths(markdown)) expect([...table]).toHaveLength(1);
          expect(markdown).not.toMatch(/<[a-z!/]/i);
          expect(markdown).not.toMatch(/\p{Surrogate}/u);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('leaves every annotation a line of its own with the gate’s commands only', () => {
    fc.assert(
      fc.property(runWith, ({ text, run }) => {
        const lines = githubAnnotations(gateOf(run, text)).trimEnd().split('\n');
        for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,\n]*::/);
      }),
      { numRuns: 150 },
    );
  });

  test('leaves the page without an element of its own', () => {
    const elements = (html: string) =>
      html.replace(/<script[\s\S]*?<\/script>/g, '').match(/<[a-z][a-z0-9]*/g)?.length;
    const plain = elements(REPORTS.html(runs.runWithText('plain'), PLAIN));
    fc.assert(
      fc.property(runWith, ({ run }) => {
        expect(elements(REPORTS.html(run, PLAIN))).toBe(plain);
      }),
      { numRuns: 40 },
    );
  });
});

test('the summary of a gate keeps its budget with the failing part first', () => {
  const run = runs.failingRun();
  const [failure] = run.record.failures;
  const many = Array.from({ length: 20_000 }, (_, n) => ({
    ...failure!,
    subject: `subject ${n} ${'x'.repeat(80)}`,
  }));
  const big = { ...run, record: { ...run.record, failures: many } };
  const text = gateMarkdown(gateOf(big, 'why'));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_BUDGET_BYTES);
  expect(text).toMatch(/more in the report kept with the run/);
  expect(text.indexOf('# smoke\n')).toBeLessThan(text.indexOf('first try (repeated'));
});
