import { build } from 'esbuild';
import { bundleRefusal } from './bundle.ts';
import { importsOfK6 } from './k6-externals.ts';
import { scriptFile } from './script-file.ts';

/** A script and all that it imports, as one plain file for k6 itself. */
export interface K6Bundle {
  readonly entryPath: string;
  readonly code: string;
  /** Names that the script exports. */
  readonly exports: readonly string[];
}

/** Bundles a script for k6 itself. Throws HarnessError: 255 for a missing file, 107 for what esbuild refuses. */
export async function bundleForK6(entry: string, cwd: string): Promise<K6Bundle> {
  const entryPath = scriptFile(entry, cwd);
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [entryPath],
      bundle: true,
      write: false,
      outfile: 'bundle.js',
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      target: 'es2022',
      charset: 'utf8',
      logLevel: 'silent',
      loader: { '.txt': 'text', '.csv': 'text', '.html': 'text' },
      plugins: [importsOfK6()],
      metafile: true,
    });
    const exports = Object.values(metafile.outputs).flatMap((output) => output.exports);
    return { entryPath, code: outputFiles[0]?.text ?? '', exports: [...new Set(exports)] };
  } catch (error) {
    throw bundleRefusal(error, entryPath);
  }
}
