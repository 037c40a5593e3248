import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { CsvLineReader, isCsvHead } from '../../ingest/csv-lines.ts';
import { JsonLineReader } from '../../ingest/json-lines.ts';
import { KeptTags } from '../../ingest/kept-tags.ts';
import type { SampleLineReader } from '../../ingest/sample-lines.ts';
import { SampleRun } from '../../ingest/sample-run.ts';
import { readSummary } from '../../ingest/summary-file.ts';
import { TextFile } from '../../ingest/text-lines.ts';
import type { FailOn } from '../../verdict/verdict.ts';
import { type IngestedRun, samplesToRun, summaryToRun } from './ingested-run.ts';

const LONGEST_SUMMARY = 64 << 20;

/**
 * A run that k6 made elsewhere, from what it wrote: a summary in any of its three shapes, or samples as JSON or CSV, also
 * with gzip. The format is told by the content. Throws HarnessError where it is none of these.
 */
export async function ingestFile(path: string, failOn: FailOn): Promise<IngestedRun> {
  const file = new TextFile(path);
  const head = await file.head(4096);
  const writtenMs = (await stat(path)).mtimeMs;
  const tags = new KeptTags();
  const source = {
    writtenMs,
    path: basename(path),
    hash: `sha256:${createHash('sha256').update(head).digest('hex').slice(0, 12)}`,
  };
  if (isCsvHead(head))
    return samplesToRun(await readSamples(file, new CsvLineReader(tags), tags), { ...source, failOn });
  const [first = ''] = head.split('\n');
  if (/^\{"(metric|type)":/.test(first)) {
    return samplesToRun(await readSamples(file, new JsonLineReader(tags), tags), { ...source, failOn });
  }
  return summaryToRun(readSummary(await readJson(file), path), { ...source, failOn });
}

async function readSamples(file: TextFile, reader: SampleLineReader, tags: KeptTags) {
  const run = new SampleRun(tags);
  for await (const lines of file.lines()) for (const line of lines) run.add(reader.read(line));
  run.end();
  const cut = file.cut !== null && reader.read(file.cut).kind === 'unknown' ? file.cut : null;
  return { run, cut, folded: tags.folded };
}

async function readJson(file: TextFile): Promise<unknown> {
  let text = '';
  for await (const lines of file.lines()) {
    text += `${lines.join('\n')}\n`;
    if (text.length > LONGEST_SUMMARY) break;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HarnessError(`${file.path} is neither JSON nor CSV of k6`, {
      code: 'ERR_INGEST_UNKNOWN',
      exit: 'usage',
      hint: 'Give a summary (--summary-export, handleSummary), or samples (--out json=FILE, --out csv=FILE).',
      cause,
    });
  }
}
