import { Session } from 'node:inspector';
import type { SuspendedScript } from '../../../build/suspend/suspend-bundle.ts';
import { ScriptText } from './vu/script-text.ts';

/** An answer takes milliseconds; one that never comes means that the thread is not in JavaScript. */
const PATIENCE_MS = 3000;

interface CallFrame {
  functionName: string;
  location: { scriptId: string; lineNumber: number; columnNumber: number };
}

type Notice =
  | { method: 'Debugger.scriptParsed'; params: { scriptId: string; url: string } }
  | { method: 'Debugger.paused'; params: { callFrames: CallFrame[] } }
  | { method?: undefined };

/**
 * Where a busy thread is: the script's innermost function with file and line, as `spin (/s.js:4:3)`. The thread
 * is halted for the look through V8's inspector, and goes on. Null when it cannot be seen.
 */
export function stuckPlace(threadId: number, script: SuspendedScript): Promise<string | null> {
  const session = new Session();
  const urls = new Map<string, string>();
  return new Promise((resolve) => {
    const end = (place: string | null): void => {
      clearTimeout(timer);
      session.disconnect();
      resolve(place);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    session.connect();
    session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
      // `workerId` numbers the inspector's own sessions.
      if (!workerInfo.title.startsWith(`[worker ${threadId}]`)) return;
      const tell = (id: number, method: string): void =>
        session.post('NodeWorker.sendMessageToWorker', {
          sessionId,
          message: JSON.stringify({ id, method }),
        });
      session.on('NodeWorker.receivedMessageFromWorker', (received) => {
        if (received.params.sessionId !== sessionId) return;
        const notice = JSON.parse(received.params.message) as Notice;
        if (notice.method === 'Debugger.scriptParsed') urls.set(notice.params.scriptId, notice.params.url);
        if (notice.method !== 'Debugger.paused') return;
        tell(3, 'Debugger.disable');
        end(innermost(notice.params.callFrames, urls, script));
      });
      tell(1, 'Debugger.enable');
      tell(2, 'Debugger.pause');
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, (error) => {
      if (error !== null) end(null);
    });
  });
}

function innermost(
  frames: readonly CallFrame[],
  urls: ReadonlyMap<string, string>,
  script: SuspendedScript,
): string | null {
  const text = new ScriptText(script);
  for (const { location } of frames) {
    if (!urls.get(location.scriptId)?.startsWith('r3mes-script-')) continue;
    const place = text.placeOf(location.lineNumber + 1, location.columnNumber + 1);
    if (place !== null) return `${place.name || '<anonymous>'} (${place.file}:${place.line}:${place.column})`;
  }
  return null;
}
