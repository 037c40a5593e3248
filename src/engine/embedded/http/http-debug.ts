import { randomUUID } from 'node:crypto';
import { isSecretName, redactText } from '../../../redact.ts';
import type { ClientParts } from './http-client.ts';
import { targetHeaders } from './request-head.ts';
import type { WireResponse } from './wire.ts';

const MASK = '****';
const IDENTIFYING = /^(authorization|proxy-authorization|cookie|set-cookie)$/i;

/** Logs a hop that goes out; the function that it returns logs what came back. */
export type HttpDebug = (host: string, head: string, body: Uint8Array | null) => (got: WireResponse) => void;

/**
 * The option httpDebug: requests and responses in the log as k6 writes them there, bodies too with `full`. Headers that
 * identify somebody are masked. Null without the option.
 */
export function httpDebug({ state, log }: Pick<ClientParts, 'state' | 'log'>): HttpDebug | null {
  const { options } = state;
  if (options.httpDebug === '') return null;
  const isFull = options.httpDebug === 'full';
  return (host, head, body) => {
    const secret = new Set(targetHeaders(options, host).map(([name]) => name.toLowerCase()));
    const fields = {
      group: state.group,
      iter: String(Math.max(0, state.iteration)),
      request_id: randomUUID(),
      ...(state.scenario === null ? {} : { scenario: state.scenario.name }),
      source: 'http-debug',
      vu: String(state.id),
    };
    const say = (what: string, lines: string, text: string): void =>
      log('info', `${what}:\n${redactText(`${lines}${isFull ? text : ''}`)}\n`, fields);
    const masked = (name: string, value: string): string =>
      IDENTIFYING.test(name) || isSecretName(name) || secret.has(name.toLowerCase()) ? MASK : value;
    say('Request', shownHead(head, masked), textOf(body));
    return (got) => {
      if (got.failure !== null && got.status === 0) return;
      let lines = `${got.proto} ${got.status} ${got.reason}\r\n`;
      for (let i = 0; i < got.headers.length; i += 2) {
        const name = got.headers[i] as string;
        lines += `${name}: ${masked(name, got.headers[i + 1] as string)}\r\n`;
      }
      say('Response', `${lines}\r\n`, got.text ?? textOf(got.body));
    };
  };
}

function shownHead(head: string, masked: (name: string, value: string) => string): string {
  const text = Buffer.from(head, 'latin1').toString('utf8');
  return text.replace(/\n([^:\r\n]+): ([^\r\n]*)/g, (_, name, value) => `\n${name}: ${masked(name, value)}`);
}

const textOf = (body: Uint8Array | null): string => (body === null ? '' : Buffer.from(body).toString('utf8'));
