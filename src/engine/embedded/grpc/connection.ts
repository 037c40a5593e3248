import { isIP } from 'node:net';
import { Client, type ClientOptions, connectivityState, Metadata } from '@grpc/grpc-js';
import { AddressRules } from '../http/address-rules.ts';
import { NameLookup } from '../http/name-lookup.ts';
import { nowMs } from '../http/wire.ts';
import type { VuOptions } from '../realm/contract.ts';
import type { GrpcTarget } from '../realm/grpc-contract.ts';
import { connectionErrorText, lastError } from './status-text.ts';
import { tlsOptions } from './tls-options.ts';
import { WatchedCredentials } from './watched-credentials.ts';

/** A connected client. */
export interface Connection {
  readonly client: Client;
  readonly credentials: WatchedCredentials;
}

const resolvers = new WeakMap<VuOptions, { rules: AddressRules; names: NameLookup }>();
const bytes = (value: Buffer): Buffer => value;

/** Connects under the options of the test, within the target's timeout; rejects with Go's text. */
export async function connect(target: GrpcTarget, options: VuOptions): Promise<Connection> {
  const deadlineMs = nowMs() + target.timeoutMs;
  const { hostname, ips, port } = await resolve(target.address, options);
  const credentials = new WatchedCredentials(tlsOptions(target, serverName(target, hostname), options));
  let refusal = '';
  for (const ip of ips) {
    const address = isIP(ip) === 6 ? `ipv6:[${ip}]:${port}` : `ipv4:${ip}:${port}`;
    const client = new Client(address, credentials, channelOptions(target, options));
    const outcome = await ready(client, credentials, deadlineMs);
    if (outcome.kind === 'ready') return { client, credentials };
    client.close();
    refusal = outcome.text;
    if (outcome.kind === 'late') break;
  }
  throw new Error(refusal);
}

const serverName = (target: GrpcTarget, hostname: string): string =>
  target.authority === '' ? hostname : (split(target.authority)?.hostname ?? target.authority);

function channelOptions(target: GrpcTarget, options: VuOptions): ClientOptions {
  return {
    'grpc.default_authority': target.authority === '' ? target.address : target.authority,
    // Each client has connections of its own, as in k6.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0,
    'grpc.client_idle_timeout_ms': 2 ** 31 - 1,
    ...(options.userAgent === '' ? {} : { 'grpc.primary_user_agent': options.userAgent }),
    ...(target.maxReceiveSize > 0 ? { 'grpc.max_receive_message_length': target.maxReceiveSize } : {}),
    ...(target.maxSendSize > 0 ? { 'grpc.max_send_message_length': target.maxSendSize } : {}),
  };
}

function split(address: string): { hostname: string; port: number } | null {
  const match = /^(?:dns:\/{0,3}|passthrough:\/{0,3})?(?:\[(.+)\]|([^:/]+)):(\d+)$/.exec(address);
  return match === null ? null : { hostname: match[1] ?? match[2] ?? '', port: Number(match[3]) };
}

async function resolve(
  address: string,
  options: VuOptions,
): Promise<{ hostname: string; ips: readonly string[]; port: number }> {
  let resolver = resolvers.get(options);
  if (resolver === undefined) {
    resolver = { rules: new AddressRules(options), names: new NameLookup(options.dns) };
    resolvers.set(options, resolver);
  }
  const { rules, names } = resolver;
  const endpoint = split(address);
  if (endpoint === null) throw dialError(`dial tcp: address ${address}: missing port in address`);
  const blocked = rules.blockedName(endpoint.hostname);
  if (blocked !== null) throw dialError(blocked.detail);
  const mapped = rules.mapped(endpoint);
  const undeclared = rules.undeclared(mapped.hostname);
  if (undeclared !== null) throw dialError(undeclared.detail);
  const ips = await new Promise<readonly string[]>((found, failed) => {
    names.find(mapped.hostname, (failure, addresses) => {
      if (failure === null) found(addresses);
      else failed(dialError(`dial tcp: ${failure.detail}`));
    });
  });
  for (const ip of ips) {
    const refused = rules.blockedAddress(ip);
    if (refused !== null) throw dialError(refused.detail);
  }
  return { hostname: endpoint.hostname, ips, port: mapped.port };
}

const dialError = (reason: string): Error =>
  new Error(connectionErrorText(`transport: error while dialing: ${reason}`));

type Readiness = { kind: 'ready' } | { kind: 'refused' | 'late'; text: string };

// A refused dial ends the attempt at once; what may pass, such as a failed handshake, is tried until the deadline.
async function ready(
  client: Client,
  credentials: WatchedCredentials,
  deadlineMs: number,
): Promise<Readiness> {
  const channel = client.getChannel();
  let last = '';
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) return { kind: 'ready' };
    if (state === connectivityState.TRANSIENT_FAILURE) {
      const dial = credentials.handshakeFailure === null ? await reasonOf(client, deadlineMs) : null;
      if (credentials.handshakeFailure !== null)
        last = connectionErrorText(
          `transport: authentication handshake failed: ${credentials.handshakeFailure}`,
        );
      else if (dial !== null) last = connectionErrorText(`transport: error while dialing: ${dial}`);
      if (dial?.startsWith('dial ')) return { kind: 'refused', text: last };
    }
    const late = await new Promise<boolean>((changed) =>
      channel.watchConnectivityState(state, deadlineMs, (error) => changed(error !== undefined)),
    );
    if (late) return { kind: 'late', text: `context deadline exceeded${last === '' ? '' : `: ${last}`}` };
  }
}

// Only a call tells why the channel has no connection; this one fails at once and never goes on the wire.
function reasonOf(client: Client, deadlineMs: number): Promise<string | null> {
  return new Promise((told) => {
    client.makeUnaryRequest(
      '/',
      bytes,
      bytes,
      Buffer.alloc(0),
      new Metadata(),
      { deadline: deadlineMs },
      (error) => told(error === null ? null : lastError(error.details)),
    );
  });
}
