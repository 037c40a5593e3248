import type { VuContext } from '../../contract.ts';
import type { WsRequest } from '../../ws-contract.ts';
import { GoError } from '../go-error.ts';
import { storeOfJar } from '../http/cookie-jar.ts';
import { readTags } from '../tags.ts';

/** What the params of both APIs say. */
export type WsParams = Pick<WsRequest, 'headers' | 'tags' | 'jar' | 'compression'>;

/** How the two APIs differ in reading them. */
export interface ParamRules {
  /** Before the message about a bad tag. */
  tagProblem: string;
  /** k6/ws takes '' for none. */
  emptyCompression: 'none' | 'refused';
  unknown: 'ignored' | 'refused';
}

/** Refuses a connection where there is no VU yet. */
export function refuseInInit({ bridge }: VuContext): void {
  if (bridge.state.phase === 'init')
    throw new GoError('using websockets in the init context is not supported');
}

/** Checks and completes the params; tags are the VU's present ones and those given. */
export function readWsParams({ bridge }: VuContext, given: unknown, rules: ParamRules): WsParams {
  const params = { headers: [] as string[], tags: bridge.state.tags, jar: null as WsParams['jar'] };
  let compression = false;
  for (const [name, value] of Object.entries(Object(given ?? {}) as object) as [string, unknown][]) {
    if (name === 'headers') params.headers = readHeaders(value);
    else if (name === 'tags') params.tags = { ...params.tags, ...readOwnTags(value, rules) };
    else if (name === 'jar') params.jar = storeOfJar(value);
    else if (name === 'compression') compression = readCompression(String(value).trim(), rules);
    else if (rules.unknown === 'refused') throw new GoError(`unknown WebSocket's option ${name}`);
  }
  return { ...params, compression };
}

function readHeaders(given: unknown): string[] {
  if (given === undefined || given === null) return [];
  return Object.entries(Object(given) as object).flatMap(([name, value]) => [name, String(value)]);
}

function readOwnTags(given: unknown, { tagProblem }: ParamRules): Record<string, string> | null {
  try {
    return readTags(given);
  } catch (error) {
    throw error instanceof GoError ? new GoError(`${tagProblem}: ${error.message}`) : error;
  }
}

function readCompression(algorithm: string, { emptyCompression }: ParamRules): boolean {
  if (algorithm === 'deflate') return true;
  if (algorithm === '' && emptyCompression === 'none') return false;
  throw new GoError(`unsupported compression algorithm '${algorithm}', supported algorithm is 'deflate'`);
}
