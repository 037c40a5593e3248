// src/commands/report.ts
import { existsSync } from 'node:fs';
// src/store/load-run.ts
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, join as join2, sep } from 'node:path';
import { REPORTS } from './chunk-2GQ3MPDR.js';
import { HarnessError } from './chunk-T7JPV3JC.js';

async function loadRun(outDir, idOrLast) {
  const directory = await findRun(outDir, idOrLast);
  const recordPath = join(directory, 'record.json');
  const [recordText, intervalText] = await Promise.all([
    readIfThere(recordPath),
    readIfThere(join(directory, 'intervals.ndjson')),
  ]);
  if (recordText === null) {
    const started = intervalText !== null;
    throw new HarnessError(
      `${started ? 'The run was cut off before its record was written' : 'No run'}: ${directory}`,
      {
        code: started ? 'ERR_STORE_NO_RECORD' : 'ERR_STORE_NO_RUN',
        exit: 'usage',
        hint: started
          ? 'Its seconds are in intervals.ndjson; run it again for a verdict.'
          : 'List the runs in the folder of --out-dir.',
      },
    );
  }
  return {
    record: parseRecord(recordText, recordPath),
    intervals: parseIntervals(intervalText ?? ''),
    directory,
  };
}
async function findRun(outDir, idOrLast) {
  const isPath = idOrLast.includes('/') || idOrLast.includes(sep);
  const place = isPath ? idOrLast : join(outDir, idOrLast);
  const found = await stat(place).catch(() => null);
  if (found?.isDirectory()) return place;
  if (found?.isFile()) return join(outDir, (await readFile(place, 'utf8')).trim());
  throw new HarnessError(`No run "${idOrLast}" in ${outDir}`, {
    code: 'ERR_STORE_NO_RUN',
    exit: 'usage',
    hint: 'Give the id of a run in the folder of --out-dir, or "last" once there is one.',
  });
}
async function readIfThere(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw new HarnessError(`${path} cannot be read`, {
      code: 'ERR_STORE_UNREADABLE',
      exit: 'usage',
      cause: error,
    });
  }
}
var LISTS = ['scripts', 'plan', 'metrics', 'routes', 'checks', 'failures', 'annotations', 'probes', 'notes'];
function parseRecord(text, path) {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || !('version' in value))
    throw damaged(path, 'it is not a record');
  if (value.version !== 1)
    throw damaged(path, `its version is ${JSON.stringify(value.version)}, and 1 is known`);
  const record = value;
  const missing = LISTS.find((key) => !Array.isArray(record[key]));
  if (missing !== void 0) throw damaged(path, `"${missing}" must be a list`);
  return record;
}
function damaged(path, why) {
  return new HarnessError(`${path} is not a record of a run: ${why}`, {
    code: 'ERR_STORE_RECORD_INVALID',
    exit: 'usage',
    hint: 'Use the harness version that wrote it, or run again.',
  });
}
function parseIntervals(text) {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map(parseJson).filter((value) => value !== void 0);
}
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/commands/report.ts
async function reportCommand(host, flags) {
  const format = checkFormat(flags.format);
  const { record, intervals, directory } = await loadRun(flags.outDir, flags.run);
  const html = join2(directory, 'report.html');
  const text = REPORTS[format](
    { record, intervals },
    {
      colour: flags.out === void 0 && host.out.isTTY && !host.env['NO_COLOR'],
      columns: host.out.columns,
      htmlPath: existsSync(html) ? html : null,
    },
  );
  if (flags.out === void 0) host.out.write(text);
  else await writeReport(flags.out, text);
  return 0;
}
function checkFormat(format) {
  if (Object.hasOwn(REPORTS, format)) return format;
  throw new HarnessError(`No report format "${format}"`, {
    code: 'ERR_REPORT_FORMAT',
    exit: 'usage',
    hint: `Formats: ${Object.keys(REPORTS).join(', ')}.`,
  });
}
async function writeReport(path, text) {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new HarnessError(`${path} cannot be written`, {
      code: 'ERR_REPORT_UNWRITABLE',
      exit: 'usage',
      hint: 'Give --out a path in a folder that exists and can be written to.',
      cause: error,
    });
  }
}

export { reportCommand };
//# sourceMappingURL=chunk-IOM624KP.js.map
