import { CookieStores } from '../http/cookie-stores.ts';
import { dialerOf } from '../http/http-client.ts';
import type { VuOptions } from '../realm/contract.ts';
import { VuRecord } from '../vu/vu-state.ts';
import { Session } from '../ws/ws-session.ts';
import type { FromIo, WsCommand } from './io-messages.ts';
import { sampleRelay } from './sample-relay.ts';

type Answer = (channel: number, message: FromIo) => void;

/** In the I/O thread: WebSockets whose scripts hold their thread. */
export class WsHost {
  readonly #options: VuOptions;
  readonly #answer: Answer;
  readonly #sessions = new Map<number, Session>();

  constructor(options: VuOptions, answer: Answer) {
    this.#options = options;
    this.#answer = answer;
  }

  handle(channel: number, command: WsCommand): void {
    if (command.do === 'open') {
      this.#open(channel, command);
      return;
    }
    const session = this.#sessions.get(channel);
    if (session !== undefined) apply(session, command);
    if (command.do === 'drop') this.#sessions.delete(channel);
    if (command.do === 'cut' || command.do === 'emitDuration') this.#answer(channel, { kind: 'settled' });
  }

  #open(channel: number, { request, cookies }: Extract<WsCommand, { do: 'open' }>): void {
    const answer = (message: FromIo): void => this.#answer(channel, message);
    const state = new VuRecord({ id: 0, idInTest: 0 }, request.tags, this.#options);
    const parts = {
      state,
      cookies: new LentCookies(cookies, answer),
      emitter: sampleRelay(answer),
      dialer: dialerOf(this.#options),
    };
    const session = new Session(parts, { ...request, jar: null }, (event) =>
      answer({ kind: 'event', event }),
    );
    session.onOver = () => answer({ kind: 'bytes', sent: state.dataSent, received: state.dataReceived });
    this.#sessions.set(channel, session);
    session.start();
  }
}

function apply(session: Session, command: Exclude<WsCommand, { do: 'open' }>): void {
  if (command.do === 'send') session.send(command.data);
  else if (command.do === 'ping') session.ping();
  else if (command.do === 'close') session.close(command.code, command.reason);
  else if (command.do === 'cut') session.cut(command.code);
  else if (command.do === 'drop') session.drop();
  else if (command.do === 'count') session.count(command.metric);
  else session.emitDuration(command.stamp);
}

/** The VU's cookies for one handshake; what it brings goes back to the VU. */
class LentCookies extends CookieStores {
  readonly #sent: readonly string[];
  readonly #answer: (message: FromIo) => void;

  constructor(sent: readonly string[], answer: (message: FromIo) => void) {
    super();
    this.#sent = sent;
    this.#answer = answer;
  }

  override cookiesFor(): { ok: true; value: string[] } {
    return { ok: true, value: [...this.#sent] };
  }

  override store(_jar: unknown, url: string, headers: readonly string[]): void {
    this.#answer({ kind: 'cookies', url, headers: [...headers] });
  }
}
