// Builds what a user runs into build/out: the CLI, the worker threads, the code of the scripts' realm and the report page.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'build/out');
const common = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  target: 'node20',
  legalComments: 'none',
};
// Packages that every run loads: bundled, since looking up and reading their many files takes longer than running them.
const bundled =
  /^(commander|picocolors|undici|tough-cookie|tldts(-core)?|ws|acorn|eslint-scope|esrecurse|estraverse|magic-string|@jridgewell\/[^/]+)(\/|$)/;
const externalButBundled = {
  name: 'external-but-bundled',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || bundled.test(path) ? undefined : { path, external: true },
    );
  },
};
const present = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file))));

rmSync(out, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: present({
    cli: 'src/cli.ts',
    'engine-worker': 'src/engine/embedded/worker/engine-worker.ts',
    'io-worker': 'src/engine/embedded/blocking/io-worker.ts',
  }),
  outdir: out,
  platform: 'node',
  format: 'esm',
  splitting: true,
  plugins: [externalButBundled],
  // What the bundled CommonJS packages ask of Node.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  sourcemap: true,
  chunkNames: 'chunk-[hash]',
});
const realm = { ...common, platform: 'neutral', format: 'iife', target: 'es2022' };
if (existsSync(join(root, 'src/engine/embedded/realm/index.ts'))) {
  await build({
    ...realm,
    entryPoints: ['src/engine/embedded/realm/index.ts'],
    outfile: join(out, 'realm.js'),
    globalName: 'realm',
  });
  // Evaluated in a realm only once its script needs them.
  for (const part of ['html', 'streams']) {
    await build({
      ...realm,
      entryPoints: [`src/engine/embedded/realm/modules/${part}/part.ts`],
      outfile: join(out, `realm-${part}.js`),
      globalName: 'part',
      minify: true,
    });
  }
}
if (existsSync(join(root, 'reports/html/page/index.ts'))) {
  await build({
    ...common,
    entryPoints: ['reports/html/page/index.ts'],
    outdir: join(out, 'page'),
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    loader: { '.css': 'css' },
  });
}

// What the cache of prepared scripts is good for.
const id = createHash('sha256');
for (const name of readdirSync(out).sort())
  if (name.endsWith('.js')) id.update(readFileSync(join(out, name)));
writeFileSync(join(out, 'build-id'), id.digest('hex'));
