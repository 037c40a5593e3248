import { parentPort, workerData } from 'node:worker_threads';
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

try {
  const birth = workerData as WorkerBirth;
  await loadGrpcFor(birth.script.suspended);
  const session = new WorkerSession(birth, send);
  port.on('message', (message: ToWorker) => {
    if (message.type === 'close') tellRejections();
    session.handle(message).catch(crash);
    if (message.type === 'close') port.close();
  });
  if (birth.sharedArrays === null) await session.load();
  else send({ type: 'ready' });
} catch (error) {
  crash(error);
}
