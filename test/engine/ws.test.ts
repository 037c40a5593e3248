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

const IMPORTS = `import ws from 'k6/ws'; import http from 'k6/http'; import { check, group, sleep } from 'k6';
const say = (...words) => console.log(words.join(' '));
`;
const run = (body: string, options = '{}') =>
  runWsScript(
    target,
    `${IMPORTS} export const options = ${options};\nexport default function () { ${body} }`,
  );

describe('k6/ws', () => {
  it('runs callbacks, which may block themselves, while connect waits', async () => {
    const { lines, points, sum } = await run(`
      const res = group('g', () => ws.connect(__ENV.WS + '/echo', { tags: { my: 'own' } }, (socket) => {
        say('setup', http.get(__ENV.HTTP).body);
        socket.on('open', () => { say('open', http.get(__ENV.HTTP).body); socket.send('h\\u00e9'); });
        socket.on('message', (m) => { sleep(0.01); say('message', m, http.get(__ENV.HTTP).body); socket.sendBinary(new Uint8Array([0, 255]).buffer); });
        socket.on('binaryMessage', (b) => { say('binary', b instanceof ArrayBuffer, new Uint8Array(b).join()); socket.close(); say('after close'); });
        socket.on('close', (code) => say('close', code, http.get(__ENV.HTTP).body));
        say('end of setup');
      }));
      say(res.status, res.url === __ENV.WS + '/echo', res.headers.Upgrade, res.error === '', Object.keys(res).sort());`);
    expect(lines).toEqual([
      'setup plain',
      'end of setup',
      'open plain',
      'message hé plain',
      'binary true 0,255',
      'close 1001 plain',
      'after close',
      '101 true websocket true body,error,headers,status,url',
    ]);
    expect(target.messages).toBe(2);
    const tags = {
      group: '::g',
      my: 'own',
      scenario: 'default',
      status: '101',
      subproto: '',
      url: `${target.url}/echo`,
    };
    expect(points('ws_sessions')).toMatchObject([{ value: 1, tags }]);
    expect(points('ws_sessions')[0]?.tags).not.toHaveProperty('name');
    expect([sum('ws_msgs_sent'), sum('ws_msgs_received')]).toEqual([2, 2]);
    expect([points('ws_connecting').length, points('ws_session_duration').length]).toEqual([1, 1]);
  });

  it('gives the answer to a refused handshake, and Go’s text where there was none', async () => {
    const { lines, points } = await run(`
      const never = () => say('never');
      for (const url of [__ENV.WS + '/refuse', 'ws://127.0.0.1:1/', __ENV.HTTP, 'ws://a b/']) {
        const res = ws.connect(url, never);
        say(res.status, res.body, res.headers['X-Why'], res.error, '[' + res.url + ']');
      }`);
    expect(lines).toEqual([
      '403 denied no  []',
      '0   dial tcp 127.0.0.1:1: connect: connection refused []',
      '0   malformed ws or wss URL []',
      '0   parse "ws://a b/": invalid character " " in host name []',
    ]);
    expect(points('ws_sessions').map(({ tags }) => tags['status'])).toEqual([
      '403',
      undefined,
      undefined,
      undefined,
    ]);
    expect(points('ws_session_duration')).toHaveLength(4);
  });

  it('throws the failure with the option throw', async () => {
    const { lines } = await run(
      `try { ws.connect(__ENV.WS + '/refuse', () => {}); } catch (e) { say(e.name, e.message); }`,
      '{ throw: true }',
    );
    expect(lines).toEqual(['GoError websocket: bad handshake']);
  });

  it('tells an end by the server from one without a close frame', async () => {
    const { lines } = await run(`
      for (const path of ['/bye', '/busy', '/drop', '/reset']) ws.connect(__ENV.WS + path, (socket) => {
        socket.on('open', () => socket.send('x'));
        socket.on('message', (m) => say(path, 'message', m));
        socket.on('error', (e) => say(path, 'error', e.error()));
        socket.on('close', (code) => say(path, 'close', code));
      });`);
    expect(lines).toEqual([
      '/bye message last',
      '/bye close 1000',
      '/busy error websocket: close 4001: busy',
      '/busy close 4001',
      '/drop error websocket: close 1006 (abnormal closure): unexpected EOF',
      '/drop close 1006',
      '/reset close 1001',
    ]);
  });

  it('runs its timers in order, answers pings and times its own', async () => {
    const { lines, points } = await run(`
      ws.connect(__ENV.WS + '/ping', (socket) => {
        let ticks = 0, pongs = 0;
        socket.on('message', (m) => { say(m); socket.ping(); });
        socket.on('pong', () => { say('pong'); if (++pongs < 2) return socket.ping();
          socket.setTimeout(() => say('late'), 300);
          socket.setInterval(() => { say('tick'); if (++ticks === 3) socket.close(); }, 20); });
        try { socket.setTimeout(() => {}, 0); } catch (e) { say(e.message); }
      });`);
    expect(lines).toEqual([
      'setTimeout requires a >0 timeout parameter, received 0.00',
      'pong srv',
      'pong',
      'pong',
      'tick',
      'tick',
      'tick',
    ]);
    expect(points('ws_ping')).toHaveLength(2);
  });

  it('sends headers, cookies, subprotocols and the offer to compress', async () => {
    const { lines } = await run(`
      const own = new http.CookieJar(); own.set(__ENV.HTTP, 'own', '2');
      http.cookieJar().set(__ENV.HTTP, 'vu', '1');
      const sent = (params) => { let seen; ws.connect(__ENV.WS + '/headers', params, (s) => s.on('message', (m) => { seen = JSON.parse(m); s.close(); })); return seen; };
      say(sent({}).cookie, sent({}).connection, sent({})['sec-websocket-protocol'], sent({})['sec-websocket-extensions']);
      const all = sent({ jar: own, compression: 'deflate', headers: { 'x-mine': 'v', 'User-Agent': 'me', 'Sec-WebSocket-Protocol': 'p1, p2' } });
      say(all.cookie, all['x-mine'], all['user-agent'], all['sec-websocket-protocol'], all['sec-websocket-extensions']);
      try { sent({ compression: 'gzip' }); } catch (e) { say(e.message); }`);
    expect(lines).toEqual([
      'vu=1 Upgrade  ',
      'own=2 v me p1, p2 permessage-deflate; server_no_context_takeover; client_no_context_takeover',
      "unsupported compression algorithm 'gzip', supported algorithm is 'deflate'",
    ]);
  });

  it('closes the socket and throws on when a callback throws', async () => {
    const { lines } = await run(`
      for (const where of ['setup', 'open']) {
        try {
          ws.connect(__ENV.WS + '/silent', (socket) => {
            socket.on('close', (code) => say('close', code));
            socket.on('open', () => { throw new Error('in open'); });
            if (where === 'setup') throw new Error('in setup');
          });
        } catch (e) { say(String(e)); }
      }`);
    expect(lines).toEqual(['close 1001', 'Error: in setup', 'close 1001', 'Error: in open']);
  });

  it('reports what is sent after the script closed the socket', async () => {
    const { lines, sum } = await run(`
      ws.connect(__ENV.WS + '/echo', (socket) => {
        socket.on('error', (e) => say('error', e.error()));
        socket.on('open', () => { socket.close(); socket.send('late'); });
      });`);
    expect(lines).toEqual(['error websocket: close sent']);
    expect(sum('ws_msgs_sent')).toBe(1);
    expect(target.messages).toBe(0);
  });

  it('holds the thread for a caller that cannot wait: callbacks, timers, cookies and samples as ever', async () => {
    const { lines, points, sum } = await run(`
      const o = { toJSON() {
        http.get(__ENV.HTTP);
        const res = ws.connect(__ENV.WS + '/echo', { tags: { my: 'own' } }, (socket) => {
          socket.on('open', () => socket.send('a'));
          socket.on('message', (m) => { say('message', m); socket.setTimeout(() => { say('timer', http.get(__ENV.HTTP).body); socket.ping(); }, 20); });
          socket.on('pong', () => { sleep(0.01); say('pong'); socket.sendBinary(new Uint8Array([7]).buffer); });
          socket.on('binaryMessage', (b) => { say('binary', new Uint8Array(b)[0]); socket.close(); say('after close'); });
          socket.on('close', (code) => say('close', code));
          socket.setInterval(() => {}, 3);
        });
        return res.status;
      } };
      say(JSON.stringify(o));
      const tell = (call) => [1, 2].toString.call({ join: call });
      say(tell(() => { try { return ws.connect(__ENV.WS + '/busy', (s) => { s.on('error', (e) => say('error', e.error())); s.on('close', (code) => say('closed', code)); }).status; } catch (e) { return e.name; } }));
      say(\`\${{ toString: () => ws.connect(__ENV.WS + '/refuse', () => {}).status }}\`, \`\${{ toString: () => ws.connect('ws://127.0.0.1:1/', () => {}).error }}\`);
      say({ get cookie() { let text; ws.connect(__ENV.WS + '/headers', (s) => s.on('message', (m) => { text = JSON.parse(m).cookie; s.close(); })); return text; } }.cookie);
      say({ get thrown() { try { return ws.connect(__ENV.WS + '/silent', () => { throw new TypeError('mine'); }); } catch (e) { return e.message; } } }.thrown);`);
    expect(lines).toEqual([
      ...['message a', 'timer plain', 'pong', 'binary 7', 'close 1001', 'after close', '101'],
      ...['error websocket: close 4001: busy', 'closed 4001', '101'],
      '403 dial tcp 127.0.0.1:1: connect: connection refused',
      'seen=1',
      'mine',
    ]);
    expect([sum('ws_msgs_sent'), sum('ws_msgs_received'), sum('ws_sessions')]).toEqual([2, 3, 6]);
    expect([points('ws_ping').length, points('ws_session_duration').length]).toEqual([1, 6]);
    expect(points('ws_sessions')[0]?.tags).toMatchObject({ my: 'own', status: '101', group: '' });
  });

  it('ends without samples or callbacks when the iteration is interrupted', async () => {
    const { lines, points } = await run(
      `ws.connect(__ENV.WS + '/silent', (socket) => {
         socket.setInterval(() => {}, 5);
         socket.on('close', () => say('closed'));
       });
       say('returned');`,
      `{ scenarios: { s: { executor: 'constant-vus', vus: 3, duration: '1s', gracefulStop: '0s' } } }`,
    );
    expect(lines.filter((line) => line === 'closed' || line === 'returned')).toEqual([]);
    expect(points('ws_sessions')).toHaveLength(3);
    expect(points('ws_session_duration')).toHaveLength(0);
    await expect.poll(() => target.codes).toEqual([1001, 1001, 1001]);
  });
});
