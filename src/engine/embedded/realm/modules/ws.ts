import type { ModuleFactory, UserCall, VuContext } from '../contract.ts';
import type { WsResponse } from '../ws-contract.ts';
import { GoError } from './go-error.ts';
import { type ParamRules, readWsParams, refuseInInit } from './ws/params.ts';
import { BlockingSocket } from './ws/socket.ts';

const RULES: ParamRules = {
  tagProblem: 'invalid ws.connect() metric tags',
  emptyCompression: 'none',
  unknown: 'ignored',
};

/** The module `k6/ws`: a call that lasts as long as its connection. */
export const wsModule: ModuleFactory = (vu) => {
  const exports = { connect: (url?: unknown, ...args: unknown[]) => connect(vu, String(url), args) };
  return { ...exports, default: exports };
};

function connect(vu: VuContext, url: string, args: readonly unknown[]): object {
  refuseInInit(vu);
  if (args.length !== 1 && args.length !== 2) throw new GoError('invalid number of arguments to ws.connect');
  const setup = args.at(-1);
  if (typeof setup !== 'function') throw new GoError('last argument to ws.connect must be a function');
  const params = readWsParams(vu, args.length === 2 ? args[0] : undefined, RULES);
  const socket = new BlockingSocket(vu);
  return vu.$.drive(function* () {
    const opened = yield* socket.connect({ ...params, url, protocols: [], api: 'ws' });
    try {
      if (opened.kind === 'refused') return refusal(vu, opened);
      yield* socket.follow(setup as UserCall['fn']);
      return shown(opened.response, { url, error: '' });
    } finally {
      socket.end();
    }
  });
}

function refusal({ bridge }: VuContext, { response, error }: { response: WsResponse | null; error: string }) {
  if (bridge.state.options.throw) throw new GoError(error);
  return response === null ? shown(null, { url: '', error }) : shown(response, { url: '', error: '' });
}

function shown(response: WsResponse | null, { url, error }: { url: string; error: string }): object {
  const headers: Record<string, string> = {};
  const flat = response?.headers ?? [];
  for (let i = 0; i < flat.length; i += 2) headers[flat[i] as string] = flat[i + 1] as string;
  return { url, status: response?.status ?? 0, headers, body: response?.body ?? '', error };
}
