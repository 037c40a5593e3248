import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/exit-codes.ts';
import { FAULTS } from '../../standin/fault.ts';
import { SLOS } from '../../thresholds.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['build', 'probes', 'reports', 'scenarios', 'src', 'standin'];

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return path.startsWith('build/out') ? [] : filesUnder(path, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}

/** Cells of every table row on a page, backticks and escapes taken off; with `heading`, of that section only. */
function rowsOf(path: string, heading?: string): string[][] {
  const text = read(path);
  const section =
    heading === undefined
      ? text
      : (text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}

/** First cells, those of header rows left out: names in code as the page writes them. */
function namesOf(path: string, shape: RegExp, heading?: string): string[] {
  const names = rowsOf(path, heading).map(([first = '']) => first);
  return names.filter((name) => shape.test(name)).sort();
}

const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();

test('docs/errors.md has every exit code with its sentence, and no other', () => {
  const documented = rowsOf('docs/errors.md', 'Exit codes').slice(1);
  expect(documented).toEqual(Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]));
});

test('docs/errors.md has every ERR_ code of the sources, once, and no other', () => {
  // What is compared with `===`, or is a `case`, is a code of Node's own.
  const text = SOURCES.flatMap((folder) => filesUnder(folder, '.ts'))
    .map(read)
    .join('\n');
  const thrown = found(text, /(?<!=== |case )'(ERR_[A-Z0-9_]+)'/g);
  expect(thrown.length).toBeGreaterThan(10);
  expect(namesOf('docs/errors.md', /^ERR_/)).toEqual(thrown);
});

test('every row of docs/errors.md says what happened, what to do, and an exit code that exists', () => {
  const codes = new Set<string>(Object.values(EXIT_CODES).map(({ code }) => String(code)));
  for (const [code, exit = '', happened, todo] of rowsOf('docs/errors.md', 'Errors').slice(1)) {
    expect([code, happened, todo]).not.toContain('');
    const numbers = exit.match(/\d+/g) ?? [];
    expect(numbers.length > 0 || exit === 'none', `${code}: exit "${exit}"`).toBe(true);
    for (const number of numbers) expect(codes, `${code}: exit ${number}`).toContain(number);
  }
});

test('the table of docs/slos.md is that of thresholds.ts', () => {
  const [, ...rows] = rowsOf('docs/slos.md').slice(0, SLOS.length + 1);
  const documented = rows.map((cells) => cells.slice(0, 7));
  expect(documented).toEqual(
    SLOS.map(({ id, unit, direction, target, warn, critical, parts }) => [
      ...[id, unit, direction],
      ...[target, warn, critical].map(String),
      parts.join(', '),
    ]),
  );
});

test('docs/slos.md says of every objective whether the numbers are ours or the runbook’s', () => {
  const [, ...rows] = rowsOf('docs/slos.md').slice(0, SLOS.length + 1);
  expect(rows.map((cells) => cells.at(-1))).toEqual(
    SLOS.map(({ ours, source }) => (ours ? 'ours' : `${source.document}: ${source.section}`)),
  );
});

test.each([
  ['Runtime', 'dependencies'],
  ['Optional', 'optionalDependencies'],
  ['Development', 'devDependencies'],
])('section %s of docs/dependencies.md has a line for each of the %s, and no other', (heading, kind) => {
  const packages: Record<string, Record<string, string>> = JSON.parse(read('package.json'));
  const documented = rowsOf('docs/dependencies.md', heading).slice(1);
  expect(documented.map(([name]) => name).sort()).toEqual(Object.keys(packages[kind] ?? {}).sort());
  for (const [name, purpose] of documented) expect(purpose, name).not.toBe('');
});

test('every relative link of README.md and docs leads to a file, and its anchor to a heading', () => {
  const broken = ['README.md', ...filesUnder('docs', '.md')].flatMap((page) => {
    const prose = read(page)
      .replace(/^```.*?^```/gms, '')
      .replace(/`[^`\n]*`/g, '');
    const links = found(prose, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    return links.filter((link) => !leadsSomewhere(page, link)).map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (file.startsWith('..') || !existsSync(join(ROOT, file))) return false;
  return (
    anchor === undefined ||
    found(read(file), /^#+ (.+)$/gm)
      .map(anchorOf)
      .includes(anchor)
  );
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

test('docs/scenarios.md has every variable that scenarios read, and no other', () => {
  const readNames = found(read('scenarios/lib/settings.ts'), /'(R3MES_[A-Z_]+)'/g);
  expect(readNames).toContain('R3MES_API_URL');
  expect(namesOf('docs/scenarios.md', /^R3MES_/)).toEqual(readNames);
});

test('docs/standin.md has every fault of the stand-in with the form of its value, and no other', () => {
  const documented = rowsOf('docs/standin.md', 'Faults').slice(1);
  expect(documented.map(([forms]) => forms)).toEqual(
    Object.entries(FAULTS).map(([name, { argument }]) =>
      argument === null
        ? name
        : argument
            .split(' or ')
            .map((value) => `${name}=${value}`)
            .join(', '),
    ),
  );
});
