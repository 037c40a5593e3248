// WebSockets: memory of idle connections held by one worker, and message round trips against a bare `ws` client.
//   node bench/websocket.mjs [connections] [pairs]
import { spawn } from 'node:child_process';
import { line, runScript, sayLoad } from './bench-run.mjs';
import { median, pinGenerator, ROOT, spread, startPinned } from './pinned.mjs';

const connections = Number(process.argv[2] ?? 10_000);
const pairs = Number(process.argv[3] ?? 5);
const VUS = 100;
const [SOCKETS, SECONDS] = [50, 4];
const SERVER = `
import { WebSocketServer } from 'ws';
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 8192, perMessageDeflate: false });
server.on('connection', (socket) => { socket.on('error', () => {}); socket.on('message', (data, binary) => socket.send(data, { binary })); });
server.on('listening', () => console.log(server.address().port));`;
const BARE = (url) => `
import { WebSocket } from 'ws';
const end = Date.now() + ${SECONDS * 1000};
let [count, open] = [0, ${SOCKETS}];
for (let i = 0; i < ${SOCKETS}; i++) {
  const socket = new WebSocket('${url}', { perMessageDeflate: false });
  socket.on('open', () => socket.send('x'.repeat(64)));
  socket.on('message', (data) => { count++; if (Date.now() < end) socket.send(String(data)); else socket.close(); });
  socket.on('close', () => { if (--open === 0) console.log(count); });
}`;

pinGenerator();
const server = await startPinned(SERVER);
const url = `ws://127.0.0.1:${server.line}`;
try {
  const none = await hold(0);
  const many = await hold(connections);
  const opened = many.metrics.opened?.count ?? 0;
  line(`connections held by one worker, of ${connections}`, String(opened), 'all');
  line(
    'memory above the same VUs without any',
    `${((many.peakBytes - none.peakBytes) / connections / 1024).toFixed(1)} KB`,
    'a connection',
  );
  const ratios = [];
  for (let pair = 0; pair < pairs; pair++) {
    const bare = await bareTrips();
    const ours = await ourTrips();
    ratios.push((100 * ours) / bare);
    line(
      `round trips a second, bare ws and ours, pair ${pair + 1}`,
      `${bare.toFixed(0)}, ${ours.toFixed(0)}`,
      '',
    );
  }
  line(
    'ours, of a bare client’s, median',
    `${median(ratios).toFixed(0)} %`,
    `at least 80 %; ${spread(ratios, 0)}`,
  );
  sayLoad();
} finally {
  server.stop();
}

// The last socket of a VU is opened, then all stay for a while.
function hold(count) {
  const each = Math.ceil(count / VUS);
  return runScript(
    `import { WebSocket } from 'k6/websockets'; import { Counter } from 'k6/metrics';
     const opened = new Counter('opened');
     export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: ${VUS}, iterations: 1, maxDuration: '60s' } } };
     export default function () {
       const sockets = [];
       for (let i = 0; i < ${each}; i++) {
         const socket = new WebSocket('${url}');
         socket.onopen = () => opened.add(1);
         sockets.push(socket);
       }
       setTimeout(() => { for (const socket of sockets) socket.close(); }, 15000);
     }`,
    ['--workers', '1'],
  );
}

async function ourTrips() {
  const { metrics, err } = await runScript(
    `import { WebSocket } from 'k6/websockets';
     export const options = { vus: 1, iterations: 1 };
     export default function () {
       const end = Date.now() + ${SECONDS * 1000};
       for (let i = 0; i < ${SOCKETS}; i++) {
         const socket = new WebSocket('${url}');
         socket.onopen = () => socket.send('x'.repeat(64));
         socket.onmessage = ({ data }) => { if (Date.now() < end) socket.send(data); else socket.close(); };
       }
     }`,
    ['--workers', '1'],
  );
  if (!metrics.ws_msgs_received) throw new Error(`no messages: ${err}`);
  return metrics.ws_msgs_received.count / SECONDS;
}

async function bareTrips() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE(url)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text) => (out += text));
  await new Promise((ended) => child.once('close', ended));
  return Number(out) / SECONDS;
}
