import type { Host } from '../../host.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import { kept } from './keep-run.ts';
import type { LoadedRun } from './load-script.ts';

/** What the script wrote is shown; k6's own summary is kept beside the record. */
export function keepK6Text(
  host: Host,
  run: LoadedRun,
  { folder, text }: { folder: RunFolder; text: string },
): void {
  if (text === '') return;
  kept(host, () => folder.write('k6-stdout.txt', text));
  if (run.loaded.functions.includes('handleSummary')) host.out.write(text);
}
