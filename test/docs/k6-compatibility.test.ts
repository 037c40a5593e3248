import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { K6_MODULES, REMOVED_MODULES, refusedModule } from '../../build/k6-externals.ts';
import { addK6Flags } from '../../src/commands/run/k6-flags.ts';
import { OPTION_NAMES, optionEntry } from '../../src/plan/option-table.ts';
import { outputsOf } from '../engine/script-run.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/k6-compatibility.md'), 'utf8');

/** Rows under a heading: the names in code of the first cell, and the other cells. */
function rowsOf(heading: string): { names: string[]; cells: string[] }[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  return lines.map((line) => {
    const [first = '', ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { names: codeIn(first), cells };
  });
}

const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const STATES = ['yes', 'different', 'refused'];

test.each(['Modules', 'Globals', 'Options', 'Flags of `k6 run`', 'Behaviour'])(
  'every row of "%s" has a state, and says how where it differs',
  (heading) => {
    const rows = rowsOf(heading).filter(({ cells }) => !cells.includes('state'));
    expect(rows.length).toBeGreaterThan(4);
    for (const { names, cells } of rows) {
      const at = cells.findIndex((cell) => STATES.includes(cell));
      expect(at, `${names}: ${cells}`).toBeGreaterThanOrEqual(0);
      if (cells[at] !== 'yes') expect(cells[at + 1], `${names}: how?`).not.toBe('');
    }
  },
);

describe('modules', () => {
  const rows = rowsOf('Modules').filter(({ cells: [, state] }) => STATES.includes(state ?? ''));

  test('are those of the engine, with exactly their exports', async () => {
    const imports = K6_MODULES.map((name, i) => `import * as m${i} from '${name}';`).join('\n');
    const told = await outputsOf(imports, K6_MODULES.map((_, i) => `out(Object.keys(m${i}));`).join('\n'));
    const written = (name: string): string[] =>
      rows.filter(({ names }) => names[0] === name).flatMap(({ cells: [exports = ''] }) => codeIn(exports));
    for (const [i, name] of K6_MODULES.entries())
      expect([name, written(name).sort()]).toEqual([name, (told[i] as string[]).sort()]);
    expect([...new Set(rows.map(({ names }) => names[0]))].sort()).toEqual([...K6_MODULES].sort());
  });

  test('that are refused are refused, and the page has each that k6 removed', () => {
    const refused = rowsOf('Modules').filter(({ cells: [state] }) => state === 'refused');
    const names = refused.flatMap(({ names: [name] }) => (name === undefined ? [] : [name]));
    for (const name of names) expect(refusedModule(name.replace('...', 'some')), name).not.toBeNull();
    expect(names).toEqual(expect.arrayContaining(Object.keys(REMOVED_MODULES)));
  });
});

test('globals are there and absent as written', async () => {
  const rows = rowsOf('Globals').filter(({ names }) => names.length > 0);
  const names = rows.flatMap((row) => row.names);
  const [there] = await outputsOf(
    '',
    `out([${names.map((name) => `typeof ${name} !== 'undefined'`).join(', ')}]);`,
  );
  const written = rows.flatMap(({ names: some, cells: [state] }) => some.map(() => state !== 'refused'));
  expect(names.map((name, i) => [name, (there as boolean[])[i]])).toEqual(
    names.map((name, i) => [name, written[i]]),
  );
});

test('options are those of the option table', () => {
  const written = rowsOf('Options').flatMap(({ names }) => names.slice(0, 1));
  expect(written.sort()).toEqual([...OPTION_NAMES].sort());
});

test('flags are those that `harness run` takes from k6', () => {
  const ofOptions = new Set(
    OPTION_NAMES.flatMap((name) => /--[\w-]+/.exec(optionEntry(name).flag ?? '') ?? []),
  );
  const taken = addK6Flags(new Command())
    .options.flatMap(({ long }) => long ?? [])
    .filter((flag) => !ofOptions.has(flag) && flag !== '--k6-option');
  const rows = rowsOf('Flags of `k6 run`').filter(({ names }) => names[0]?.startsWith('--'));
  const written = rows.filter(({ cells: [state] }) => state !== 'refused').map(({ names: [flag] }) => flag);
  expect(written.sort()).toEqual(taken.sort());
});
