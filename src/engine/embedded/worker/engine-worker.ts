import { parentPort } from 'node:worker_threads';
import { isHarnessError } from '../../../errors.ts';
import { onUnhandledRejection } from '../../../host.ts';
import { loadGrpcFor } from '../grpc/lazy-grpc.ts';
import { now } from '../vu/clock.ts';
import type { FromWorker, ToWorker, WorkerBirth } from './messages.ts';
import { WorkerSession } from './worker-session.ts';

const port = parentPort;
if (port === null) throw new Error('engine-worker runs as a worker thread only');

const send = (message: FromWorker): void => port.postMessage(message);
const crash = (error: unknown): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const known = isHarnessError(error);
  send({
    type: 'crashed',
    message: known ? error.message : text,
    code: known ? error.code : 'ERR_ENGINE_WORKER',
    exit: 'usage',
  });
};

// A script's rejected promise is the script's mistake, and never ends the run.
const tellRejections = onUnhandledRejection((reason) => {
  const text = `Uncaught (in promise) ${reason instanceof Error ? reason.message : String(reason)}`;
  send({
    type: 'log',
    level: 'error',
    message: text,
    fields: { hint: 'script exception', source: 'stacktrace' },
    timeMs: now(),
  });
});

let session: Promise<WorkerSession> | null = null;

async function born(birth: WorkerBirth): Promise<WorkerSession> {
  await loadGrpcFor(birth.script.suspended);
  const made = new WorkerSession(birth, send);
  if (birth.firstInit === null) made.load().catch(crash);
  else send({ type: 'ready' });
  return made;
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'birth') {
    session = born(message.birth);
    session.catch(crash);
    return;
  }
  session?.then((made) => made.handle(message)).catch(crash);
  if (message.type !== 'close') return;
  tellRejections();
  port.close();
});
