import { expect, test } from 'vitest';
import { jsonReport } from '../../reports/json.ts';
import { failingRun, runWithText } from '../helpers/runs.ts';
import { HOSTILE, PLAIN } from './hostile.ts';

test('the JSON report is the record, whole, with sorted keys', () => {
  const run = failingRun();
  const text = jsonReport(run, PLAIN);
  expect(JSON.parse(text)).toEqual(run.record);
  const keys = Object.keys(JSON.parse(text) as object);
  expect(keys).toEqual([...keys].sort());
});

test('the JSON report keeps hostile text and writes nothing that a terminal would act on', () => {
  const run = runWithText(HOSTILE);
  const text = jsonReport(run, PLAIN);
  expect(JSON.parse(text)).toEqual(run.record);
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
});
