import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runWsScript, startWsTarget, type WsTarget } from '../helpers/ws-target.ts';

let target: WsTarget;
beforeAll(async () => {
  target = await startWsTarget();
});
beforeEach(() => {
  target.messages = 0;
  target.codes = [];
});
afterAll(() => target.close());

const IMPORTS = `import { WebSocket, Blob } from 'k6/websockets'; import http from 'k6/http'; import { sleep } from 'k6';
const say = (...words) => console.log(words.join(' '));
`;
const run = (body: string, options = '{}') =>
  runWsScript(
    target,
    `${IMPORTS} export const options = ${options};\nexport default async function () { ${body} }`,
  );

describe('k6/websockets', () => {
  it('delivers events as jobs, on-handlers first, until every socket is closed', async () => {
    const { lines, points, sum } = await run(`
      const socket = new WebSocket(__ENV.WS + '/echo');
      say(socket.readyState, socket.url === __ENV.WS + '/echo', socket.binaryType, socket.bufferedAmount);
      try { socket.send('early'); } catch (e) { say(e.name, e.message); }
      socket.addEventListener('open', (e) => { say('listener', e.type, Object.keys(e).sort()); socket.send('one'); socket.send('two'); });
      socket.onopen = () => { say('onopen', http.get(__ENV.HTTP).body, socket.readyState); };
      socket.onmessage = (e) => { sleep(0.01); say('message', e.data, e.origin === socket.url, e.target === socket); if (e.data === 'two') { socket.close(); say('closing', socket.readyState); } };
      socket.onclose = (e) => say('close', e.code, '[' + e.reason + ']', socket.readyState);
      sleep(0.05);
      say('end of default');`);
    expect(lines).toEqual([
      '0 true blob 0',
      'GoError InvalidStateError',
      'end of default',
      'onopen plain 1',
      'listener open target,timestamp,type',
      'message one true true',
      'message two true true',
      'closing 2',
      'close 1000 [] 3',
    ]);
    const tags = { name: `${target.url}/echo`, url: `${target.url}/echo`, status: '101', subproto: '' };
    expect(points('ws_sessions')).toMatchObject([{ value: 1, tags }]);
    // The close frame counts as sent.
    expect([sum('ws_msgs_sent'), sum('ws_msgs_received')]).toEqual([3, 2]);
    expect(points('ws_session_duration')).toHaveLength(1);
  });

  it('sends and receives bytes as ArrayBuffer or Blob', async () => {
    const { lines } = await run(`
      const open = (type, then) => { const s = new WebSocket(__ENV.WS + '/echo'); s.binaryType = type; s.onopen = () => then(s); return s; };
      const a = open('arraybuffer', (s) => s.send(new Uint8Array([1, 2, 255]).subarray(1)));
      a.onmessage = (e) => { say('buffer', e.data instanceof ArrayBuffer, new Uint8Array(e.data).join()); a.close(); };
      const blob = new Blob(['h\\u00e9', new Uint8Array([33])], { type: 'text/plain' });
      say(await blob.text(), blob.size, blob.type, await blob.slice(3).text());
      const b = open('blob', (s) => { try { s.send(blob); } catch (e) { say(e.message); } s.send(new Uint8Array([7]).buffer); });
      await new Promise((done) => { b.onmessage = async (e) => { say('blob', e.data.size, new Uint8Array(await e.data.arrayBuffer()).join()); b.close(); done(); }; });
      try { b.binaryType = 'text'; } catch (e) { say(e.message); }`);
    expect([...lines].sort()).toEqual(
      [
        'buffer true 2,255',
        'hé! 4 text/plain !',
        'unsupported send type map[string]interface {}',
        'blob 1 7',
        'unknown binaryType text, the supported ones are "blob" and "arraybuffer"',
      ].sort(),
    );
  });

  it('reports ends as error and close', async () => {
    const { lines, points } = await run(`
      for (const path of ['/bye', '/busy', '/drop', '/reset', '/refuse']) await new Promise((done) => {
        const s = new WebSocket(__ENV.WS + path);
        s.onopen = () => s.send('x');
        s.onerror = (e) => say(path, 'error', e.error);
        s.onclose = (e) => { say(path, 'close', e.code, e.reason); done(); };
      });
      const own = new WebSocket(__ENV.WS + '/echo');
      own.onopen = () => { try { own.close(1001); } catch (e) { say(e.message.slice(0, 18)); } own.close(4000, 'mine'); };
      own.onerror = (e) => say('own', e.error);
      own.onclose = (e) => say('own', e.code, e.reason);
      const early = new WebSocket(__ENV.WS + '/silent');
      early.onopen = () => say('never');
      early.close(3001, 'before open');`);
    expect(lines).toEqual([
      '/bye close 1000 ',
      '/busy error websocket: close 4001: busy',
      '/busy close 4001 busy',
      '/drop error websocket: close 1006 (abnormal closure): unexpected EOF',
      '/drop close 1006 unexpected EOF',
      '/reset close  ',
      '/refuse error websocket: bad handshake',
      '/refuse close  ',
      'InvalidAccessError',
      'own websocket: close 4000: mine',
      'own 4000 mine',
    ]);
    expect(points('ws_session_duration')).toHaveLength(6);
    await expect.poll(() => target.codes).toContain(3001);
  });

  it('refuses what k6 refuses in the constructor', async () => {
    const { lines } = await run(`
      for (const args of [[], ['http://x/'], ['ws://x/#f'], ['ws://x/', null, { nope: 1 }], ['ws://x/', null, { compression: '' }]])
        try { new WebSocket(...args); } catch (e) { say(e.message); }`);
    expect(lines).toEqual([
      'WebSocket requires a url',
      'WebSocket requires url with scheme ws or wss, but got "http"',
      'WebSocket requires no url fragment, but got "f"',
      "unknown WebSocket's option nope",
      "unsupported compression algorithm '', supported algorithm is 'deflate'",
    ]);
  });

  it('fails the iteration when a handler throws, after error and close', async () => {
    const { lines, sum, code } = await run(
      `const s = new WebSocket(__ENV.WS + '/echo');
       s.onopen = () => { say('open', __ITER); s.send('x'); };
       s.onmessage = () => { if (__ITER === 0) throw new Error('mine'); s.close(); };
       s.onerror = (e) => say('error', e.error);
       s.onclose = () => say('close', __ITER);`,
      '{ iterations: 2 }',
    );
    expect(code).toBe(0);
    expect(lines.map((line) => line.split('\n')[0])).toEqual([
      'open 0',
      'error Error: mine',
      'close 0',
      'Error: mine',
      'open 1',
      'close 1',
    ]);
    expect(sum('iterations')).toBe(2);
  });

  it('counts what the server counts with many VUs, and tags by name', async () => {
    const { sum, points } = await run(
      `const s = new WebSocket(__ENV.WS + '/echo', ['p1', 'p2'], { tags: { name: 'mix' } });
       let left = 20;
       s.onopen = () => { for (let i = 0; i < 20; i++) s.send('m' + i); };
       s.onmessage = () => { if (--left === 0) s.close(); };`,
      '{ vus: 10, iterations: 50 }',
    );
    expect(target.messages).toBe(1000);
    expect([sum('ws_sessions'), sum('ws_msgs_received'), sum('ws_msgs_sent')]).toEqual([50, 1000, 1050]);
    expect(new Set(points('ws_msgs_received').map(({ tags }) => `${tags['name']} ${tags['url']}`))).toEqual(
      new Set(['mix mix']),
    );
    expect(target.codes.every((code) => code === 1000)).toBe(true);
  });

  it('shows pings and pongs, and times its own', async () => {
    const { lines, points, sum } = await run(`
      const s = new WebSocket(__ENV.WS + '/ping');
      s.onping = () => say('ping');
      s.onmessage = (e) => { say(e.data); s.ping(); };
      s.onpong = () => { say('pong'); s.close(); };`);
    expect([...lines].sort()).toEqual(['ping', 'pong', 'pong srv']);
    expect(points('ws_ping')).toHaveLength(1);
    expect(sum('ws_msgs_sent')).toBe(2);
  });

  it('ends without samples or events when the iteration is interrupted', async () => {
    const { lines, points } = await run(
      `const s = new WebSocket(__ENV.WS + '/silent'); s.onclose = () => say('closed');`,
      `{ scenarios: { s: { executor: 'constant-vus', vus: 3, duration: '1s', gracefulStop: '0s' } } }`,
    );
    expect(lines).not.toContain('closed');
    expect(points('ws_sessions')).toHaveLength(3);
    expect(points('ws_session_duration')).toHaveLength(0);
    await expect.poll(() => target.codes).toEqual([1000, 1000, 1000]);
  });
});
