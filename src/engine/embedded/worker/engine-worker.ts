import { parentPort, workerData } from 'node:worker_threads';
import { isHarnessError } from '../../../errors.ts';
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

try {
  const session = new WorkerSession(workerData as WorkerBirth, send);
  port.on('message', (message: ToWorker) => {
    session.handle(message).catch(crash);
    if (message.type === 'close') port.close();
  });
  session.load();
} catch (error) {
  crash(error);
}
