import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REPORTS } from '../../../reports/index.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { cutOffRecord, type StartedRun } from '../../store/cut-off.ts';
import type { IntervalRecord, RunRecord } from '../../store/record/v1.ts';
import type { RunFolder } from '../../store/run-folder.ts';
import type { RunWatcher } from './run-watchers.ts';

/** After the end: long enough for an open page to fetch the verdict. */
const LINGER_MS = 1500;

/**
 * The report's own page on loopback while a run goes: each line of its intervals is an event, on which the page asks for
 * itself anew. Nothing is measured for it, and nobody who looks holds the run up.
 */
export async function openLivePage(
  host: Host,
  port: string | true,
  { folder, began }: { folder: RunFolder; began: StartedRun },
): Promise<RunWatcher> {
  const listeners = new Set<ServerResponse>();
  let finished: RunRecord | null = null;
  const page = (): string => {
    const intervals = folder.intervals();
    const record = finished ?? runningRecord(folder.id, began, intervals);
    return REPORTS.html(
      { record, intervals },
      { colour: false, columns: 100, htmlPath: null, live: finished === null },
    );
  };
  const server = createServer(({ url, headers }, response) => {
    // Another site's page must not read this one through a name that leads here.
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? ''))
      return void response.writeHead(403).end();
    if (url === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': open\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    } else if (url === '/')
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
        .end(page());
    else response.writeHead(404).end();
  });
  await listen(server, port === true ? 0 : Number(port));
  const { port: bound } = server.address() as AddressInfo;
  host.err.write(`dashboard  http://127.0.0.1:${bound}/\n`);
  const send = (event: string, data: unknown) => {
    for (const listener of listeners) listener.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return {
    second: (interval: IntervalRecord) => send('interval', interval),
    async end(record) {
      finished = record;
      send('end', { exitCode: record.exitCode });
      if (listeners.size > 0) await new Promise((done) => setTimeout(done, LINGER_MS));
      server.close();
      server.closeAllConnections();
    },
  };
}

function runningRecord(id: string, began: StartedRun, intervals: readonly IntervalRecord[]): RunRecord {
  const record = cutOffRecord({ id, ...began }, intervals);
  return {
    ...record,
    end: 'running',
    endReason: 'The run is going on.',
    exitCode: 0,
    verdict: null,
    annotations: [],
    notes: [],
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((ready, fail) => {
    server.once('error', (cause) =>
      fail(
        new HarnessError(`the dashboard cannot listen on 127.0.0.1:${port}`, {
          code: 'ERR_DASHBOARD_PORT',
          exit: 'usage',
          hint: 'Give another port, or --dashboard alone for any free one.',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', () => ready());
  });
}
