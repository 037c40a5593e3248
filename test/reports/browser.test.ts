import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../reports/html/index.ts';
import type { RecordedRun } from '../helpers/record.ts';
import * as runs from '../helpers/runs.ts';
import { HOSTILE, PLAIN } from './hostile.ts';

const CHROMIUM = '/usr/bin/chromium';
const IN_PAGE = 'test/reports/in-page.js';
const missing = !existsSync(CHROMIUM);
if (missing) console.warn(`skipped: the report page in a browser, because there is no ${CHROMIUM}`);

/** Calls a function of in-page.js. */
const ask = <T>(page: Page, call: string): Promise<T> => page.evaluate<T>(`inPage.${call}`);

describe.skipIf(missing)('the report page in a browser', () => {
  const dir = mkdtempSync(join(tmpdir(), 'harness-page-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true });
  });

  /** Opens a run's page from its file; `trouble` gets every console message, error and request but the file's. */
  async function open(run: RecordedRun, look: { width?: number; dark?: boolean } = {}) {
    const url = pathToFileURL(join(dir, 'report.html')).href;
    writeFileSync(join(dir, 'report.html'), htmlReport(run, PLAIN));
    const page = await browser.newPage({
      viewport: { width: look.width ?? 1280, height: 900 },
      colorScheme: look.dark ? 'dark' : 'light',
    });
    await page.addInitScript({ path: IN_PAGE });
    const trouble: string[] = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('request', (request) => request.url() !== url && trouble.push(request.url()));
    await page.goto(url);
    return { page, trouble };
  }

  test.each([
    ['that passed', runs.passingRun],
    ['that failed', runs.failingRun],
    ['without a request', runs.noDataRun],
    ['of two seconds', runs.twoSecondRun],
    ['of an hour', runs.hourRun],
    ['with requests that took no time', runs.timelessRun],
    ['whose PostgreSQL never answered', () => runs.postgresSeen(0)],
  ])('opens a run %s without error or request, and draws every panel', async (_, run) => {
    const { page, trouble } = await open(run());
    const places = await page.locator('[data-panel]').count();
    expect(places).toBeGreaterThan(0);
    expect(await page.locator('[data-panel] canvas').count()).toBe(places);
    expect(await ask<number[]>(page, 'ink()')).not.toContain(0);
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('shades the gap of a probe, also when it has no curve', async () => {
    for (const run of [runs.failingRun(), runs.postgresSeen(0)]) {
      const { page } = await open(run);
      expect(await ask<number>(page, 'shaded("postgres-connections")')).toBeGreaterThan(1000);
      expect(await ask<number>(page, 'shaded("throughput")')).toBe(0);
      await page.close();
    }
  });

  test('shows the moment under the pointer in every chart', async () => {
    const { page } = await open(runs.passingRun());
    const legend = page.locator('[data-panel="vus"] .u-legend');
    expect(await legend.textContent()).not.toMatch(/\d/);
    await page.locator('[data-panel="throughput"] .u-over').hover();
    await expect.poll(() => legend.textContent()).toMatch(/0:1\d.*VUs\d/);
    await page.close();
  });

  test.each([400, 700])('fits a window of %i px', async (width) => {
    for (const run of [runs.failingRun(), runs.runWithText('long-word-'.repeat(30))]) {
      const { page } = await open(run, { width });
      expect(await ask(page, 'widest()')).toBe(width);
      await page.close();
    }
  });

  test('draws again in the width of a window that became small', async () => {
    const { page } = await open(runs.passingRun());
    await page.setViewportSize({ width: 400, height: 900 });
    const chart = page.locator('[data-panel="latency"] .uplot');
    await expect.poll(async () => (await chart.boundingBox())?.width).toBeLessThan(400);
    await page.close();
  });

  test.each([
    ['light', false],
    ['dark', true],
  ])('has readable contrast when the system is %s', async (_, dark) => {
    for (const run of [runs.failingRun(), runs.passingRun(), runs.noDataRun()]) {
      const { page } = await open(run, { dark });
      expect(await ask(page, 'faintTexts()')).toEqual([]);
      await page.close();
    }
  });

  test('changes its colours with the system', async () => {
    const { page, trouble } = await open(runs.passingRun());
    const before = await ask(page, 'picture("vus")');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => ask(page, 'picture("vus")')).not.toBe(before);
    expect(await page.locator('[data-panel="vus"] canvas').count()).toBe(1);
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('shows hostile text and runs none of it', async () => {
    const { page, trouble } = await open(runs.runWithText(HOSTILE));
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
    expect(await page.locator('img, main a').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror="globalThis.pwned=1">');
    expect(await page.locator('[data-panel="routes"] .u-legend').textContent()).toContain('<svg onload');
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('runs no markup that got in, by its policy', async () => {
    const { page } = await open(runs.passingRun());
    await ask(page, 'insert(`<svg onload="globalThis.pwned=1"></svg><p onclick="globalThis.pwned=1">x</p>`)');
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
    await page.close();
  });
});
