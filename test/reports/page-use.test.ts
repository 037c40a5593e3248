import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../reports/html/index.ts';
import { compareRuns } from '../../src/compare/compare-runs.ts';
import type { RecordedRun } from '../helpers/record.ts';
import * as runs from '../helpers/runs.ts';
import { PLAIN } from './hostile.ts';

const CHROMIUM = '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing) console.warn(`skipped: the use of the report page, because there is no ${CHROMIUM}`);

/** Failing, with a histogram for each second, compared with a passing run. */
function fullRun(): RecordedRun {
  const run = runs.failingRun();
  for (const each of run.intervals)
    each.latencyHistogram = [
      [200, 20],
      [260, 5],
      [300, 1],
    ];
  run.record.baseline = compareRuns({
    ...{ before: runs.passingRun(), after: run, earlier: [], differences: [], maxRegressionPercent: 10 },
  });
  return run;
}

const picture = (page: Page) =>
  page.evaluate<string>('document.querySelector(`[data-panel="vus"] canvas`).toDataURL()');

describe.skipIf(missing)('the report page in use', () => {
  const dir = mkdtempSync(join(tmpdir(), 'harness-use-'));
  let browser: Browser;
  let number = 0;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true });
  });

  async function open(
    run: RecordedRun,
    look: { dark?: boolean; width?: number } = {},
  ): Promise<{ page: Page; trouble: string[] }> {
    const file = join(dir, `report-${number++}.html`);
    writeFileSync(file, htmlReport(run, PLAIN));
    const page = await browser.newPage({
      viewport: { width: look.width ?? 1280, height: 900 },
      colorScheme: look.dark ? 'dark' : 'light',
    });
    const trouble: string[] = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return { page, trouble };
  }

  interface AxeResult {
    violations: { id: string; help: string; nodes: { html: string }[] }[];
  }

  test.each([
    ['failing, light', fullRun, {}],
    ['failing, dark', fullRun, { dark: true }],
    ['failing, 400 px', fullRun, { width: 400 }],
    ['without data', runs.noDataRun, {}],
    ['of two seconds', runs.twoSecondRun, {}],
  ])('axe-core finds no violation in a run %s', async (_, run, look) => {
    const { page } = await open(run(), look);
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResult>(
      'axe.run(document, { resultTypes: ["violations"] })',
    );
    expect(
      violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 120)} (${nodes.length})`,
      ),
    ).toEqual([]);
    await page.close();
  });

  test('sorts the routes by a column, down, up, and by the keyboard', async () => {
    const { page, trouble } = await open(runs.passingRun());
    const column = () =>
      page.evaluate<number[]>(
        '[...document.querySelectorAll("#routes tbody tr")].map((row) => Number(row.cells[1].dataset.value))',
      );
    const head = page.locator('#routes thead button', { hasText: 'Requests' });
    await head.click();
    const down = await column();
    expect(down).toEqual([...down].sort((a, b) => b - a));
    await head.focus();
    await page.keyboard.press('Enter');
    expect(await column()).toEqual([...down].sort((a, b) => a - b));
    expect(await page.locator('#routes thead th[aria-sort="ascending"]').count()).toBe(1);
    await page.locator('#routes thead button', { hasText: 'Route' }).first().click();
    const names = await page.locator('#routes tbody th').allTextContents();
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('leaves only the routes that have the text of the filter', async () => {
    const { page } = await open(runs.passingRun());
    await page.locator('#routes input[type=search]').fill('WALLET');
    expect(await page.locator('#routes tbody tr:visible').allTextContents()).toHaveLength(1);
    expect(await page.locator('#routes [role=status]').textContent()).toBe('1 of 12');
    await page.locator('#routes input[type=search]').fill('');
    expect(await page.locator('#routes tbody tr:visible').count()).toBe(12);
    await page.close();
  });

  test('moves the moment of every chart by the arrows, and zooms all of them', async () => {
    const { page, trouble } = await open(runs.passingRun());
    await page.locator('[data-panel="throughput"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    const legend = page.locator('[data-panel="vus"] .u-legend');
    await expect.poll(() => legend.textContent()).toMatch(/0:11/);
    const before = await picture(page);
    await page.keyboard.press('+');
    await expect.poll(() => picture(page)).not.toBe(before);
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('paints the heat map, and shows the baseline', async () => {
    const { page, trouble } = await open(fullRun());
    const ink = await page.evaluate<number>(
      'document.querySelector(`[data-panel="heat"] canvas`).getContext("2d").getImageData(0, 0, 800, 300).data.filter((value, index) => index % 4 === 3 && value > 20).length',
    );
    expect(ink).toBeGreaterThan(5000);
    expect(await page.locator('#baseline').textContent()).toContain('▲ worse');
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('is whole on paper', async () => {
    const { page } = await open(fullRun());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filter').first().isVisible()).toBe(false);
    expect((await page.pdf()).length).toBeGreaterThan(50_000);
    await page.close();
  });
});

test('an hour with 200 routes stays under 1.5 MB', () => {
  const run = runs.hourRun();
  const [route] = run.record.routes;
  run.record.routes = Array.from({ length: 200 }, (_, n) => ({ ...route!, name: `/route/number/${n}` }));
  for (const each of run.intervals) {
    each.latencyHistogram = Array.from({ length: 60 }, (_, n): [number, number] => [150 + n, 3]);
    each.routes = Object.fromEntries(
      run.record.routes.slice(0, 20).map(({ name }) => [name, { requests: 3, errors: 0, p95: 100.123 }]),
    );
  }
  expect(Buffer.byteLength(htmlReport(run, PLAIN))).toBeLessThan(1_500_000);
});
