import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../../src/errors.ts';

/** The page's browser code and style as the build made them. */
export interface PageAssets {
  script: string;
  style: string;
}

let cached: PageAssets | undefined;

/** Reads build/out/page once, wherever this module itself was bundled to. */
export function pageAssets(): PageAssets {
  cached ??= readAssets(findBuild(dirname(fileURLToPath(import.meta.url))));
  return cached;
}

function findBuild(from: string): string {
  const folder = join(from, 'build/out/page');
  if (existsSync(join(folder, 'index.js'))) return folder;
  const above = dirname(from);
  if (above !== from) return findBuild(above);
  throw new HarnessError('The code of the report page is not built', {
    code: 'ERR_REPORT_PAGE_MISSING',
    exit: 'usage',
    hint: 'Run "npm run build".',
  });
}

function readAssets(folder: string): PageAssets {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8').trim();
  return { script: read('index.js'), style: read('index.css') };
}
