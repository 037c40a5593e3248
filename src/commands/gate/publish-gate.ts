import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { githubAnnotations } from '../../../reports/gate/annotations.ts';
import { GATE_REPORTS, type GateFormat } from '../../../reports/gate/index.ts';
import { gateText } from '../../../reports/gate/text.ts';
import type { Host } from '../../host.ts';
import type { GateRecord } from '../../store/record/gate.ts';
import { writeReports } from '../write-report.ts';

/** Where a gate's reports go. */
export interface PublishFlags {
  report: readonly { format: GateFormat; file: string }[];
  /** A file that Markdown is appended to; without it, that of $GITHUB_STEP_SUMMARY. */
  summary?: string;
  annotations: 'auto' | 'github' | 'none';
}

/** Text for the terminal, files, the step summary, and annotations where GitHub runs this. */
export async function publishGate(host: Host, gate: GateRecord, flags: PublishFlags): Promise<void> {
  const colour = host.out.isTTY && !host.env['NO_COLOR'];
  host.out.write(gateText(gate, { colour, columns: host.out.columns }));
  await writeReports(host, flags.report, ({ format }) => GATE_REPORTS[format](gate));
  const summary = flags.summary ?? host.env['GITHUB_STEP_SUMMARY'];
  if (summary)
    await appendFile(resolve(host.cwd, summary), GATE_REPORTS.markdown(gate)).catch((error: unknown) => {
      // The verdict stands all the same.
      host.err.write(`gate: the summary ${summary} cannot be written: ${(error as Error).message}\n`);
    });
  const onGithub = host.env['GITHUB_ACTIONS'] === 'true';
  if (flags.annotations === 'github' || (flags.annotations === 'auto' && onGithub)) {
    host.out.write(githubAnnotations(gate));
  }
}
