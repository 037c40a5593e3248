import { relative, resolve } from 'node:path';
import { bundleForK6 } from '../../build/bundle-for-k6.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { VERSION } from '../package.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { writeReport } from './write-report.ts';

/** Flags of `harness bundle`, as commander gives them. */
export interface BundleFlags {
  out?: string;
}

/** One plain k6 file of a scenario and all that it imports: to a file, or to standard output. */
export async function bundleCommand(host: Host, given: string, { out }: BundleFlags): Promise<number> {
  const script = findScenario(given, host.cwd);
  const { code, exports } = await bundleForK6(script, host.cwd);
  const head = `// ${given}, bundled by r3mes-harness ${VERSION}. Run it with: k6 run -e R3MES_API_URL=http://... ${out ?? 'FILE'}\n`;
  const text = `${head}${code}`;
  if (out === undefined) {
    host.out.write(text);
    return EXIT_CODES.success.code;
  }
  const path = resolve(host.cwd, out);
  await writeReport(path, text);
  const opens = /\bopen\s*\(/.test(code)
    ? '; it may open files: their paths are relative to the bundle now'
    : '';
  const size = `${(text.length / 1024).toFixed(0)} KiB`;
  host.err.write(`bundle: ${relative(host.cwd, path)}, ${size}, exports ${exports.join(', ')}${opens}\n`);
  return EXIT_CODES.success.code;
}
