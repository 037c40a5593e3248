import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const CHROMIUM = '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing) console.warn(`skipped: the live page in a browser, because there is no ${CHROMIUM}`);

const SCRIPT = `import http from 'k6/http';
import { sleep } from 'k6';
export default function () { http.get(__ENV.URL); sleep(0.1); }
`;

describe.skipIf(missing)('run --dashboard', () => {
  test('serves the page of the run while it goes, and its verdict at the end', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'script.js'), SCRIPT);
    const server = createServer((_, response) => response.end('ok'));
    const target = `URL=http://127.0.0.1:${await listen(server)}/`;
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const args = ['run', 'script.js', '-u', '2', '-d', '6s', '--quiet', '-e', target, '--dashboard'];
    const child = spawn(process.execPath, [resolve('build/out/cli.js'), ...args], { cwd });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    const url = await new Promise<string>((ready) => {
      let err = '';
      child.stderr.on('data', (chunk) => {
        err += chunk;
        const [, place] = /dashboard +(http:\S+)/.exec(err) ?? [];
        if (place !== undefined) ready(place);
      });
    });
    const trouble: string[] = [];
    const page = await browser.newPage();
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    await page.goto(url);
    expect(await page.title()).toMatch(/^RUNNING/);
    await expect
      .poll(() => page.locator('[data-panel="throughput"] canvas').count(), { timeout: 10_000 })
      .toBe(1);
    // Another site's name that leads here gets nothing.
    const status = await new Promise<number | undefined>((answered) =>
      request(url, { headers: { host: 'evil.example' } }, (response) => answered(response.statusCode)).end(),
    );
    expect(status).toBe(403);
    await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/^(PASS|WARN|INVALID)/);
    expect(await page.locator('#verdict table').count()).toBeGreaterThan(0);
    await browser.close();
    await ended;
    server.close();
    expect(trouble).toEqual([]);
  });

  test('refuses a port that is taken, before anything is sent', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'script.js'), SCRIPT);
    const server = createServer((_, response) => response.end('ok'));
    const port = String(await listen(server));
    const { code, err } = await harness(
      ['run', 'script.js', '-i', '1', '-e', `URL=http://127.0.0.1:${port}/`, '--dashboard', port],
      { cwd },
    );
    server.close();
    expect(err).toContain(`the dashboard cannot listen on 127.0.0.1:${port}`);
    expect(code).toBe(255);
  });
});
