/** What a response's headers say, for those that are asked of every response. */
export interface HeaderFacts {
  /** As k6 shows them: canonical name, value... with values of one name joined. */
  readonly shown: readonly string[];
  /** Values of Set-Cookie. */
  readonly setCookies: readonly string[];
  readonly contentEncoding: string | undefined;
}

const CACHE_LIMIT = 256;
const known = new Map<readonly string[], HeaderFacts>();

/** Looks through headers once: a list that comes again (see readHead) is known. */
export function factsOf(raw: readonly string[]): HeaderFacts {
  let facts = known.get(raw);
  if (facts === undefined) {
    facts = {
      shown: canonicalHeaders(raw),
      setCookies: valuesOf(raw, 'set-cookie'),
      contentEncoding: headerOf(raw, 'content-encoding'),
    };
    if (known.size >= CACHE_LIMIT) known.clear();
    known.set(raw, facts);
  }
  return facts;
}

/** The first value of a header. */
export const headerOf = (raw: readonly string[], name: string): string | undefined => valuesOf(raw, name)[0];

/** All values of a header; `name` in lower case. */
export function valuesOf(raw: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i]?.toLowerCase() === name) values.push(raw[i + 1] as string);
  return values;
}

const NAME_CACHE_LIMIT = 1000;
const names = new Map<string, string>();

// Servers send the same names again and again.
function canonicalName(raw: string): string {
  let name = names.get(raw);
  if (name === undefined) {
    name = raw.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    if (names.size < NAME_CACHE_LIMIT) names.set(raw, name);
  }
  return name;
}

/** Raw name, value... as k6 shows them: canonical names, values of one name joined. */
export function canonicalHeaders(raw: readonly string[]): string[] {
  const shown: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = canonicalName(raw[i] as string);
    const value = raw[i + 1] as string;
    if (isHopHeader(name, value)) continue;
    const at = shown.indexOf(name);
    if (at >= 0 && at % 2 === 0) shown[at + 1] += `, ${value}`;
    else shown.push(name, value);
  }
  return shown;
}

// Go keeps these to itself.
function isHopHeader(name: string, value: string): boolean {
  if (name === 'Transfer-Encoding') return true;
  return name === 'Connection' && /(^|,)\s*close\s*(,|$)/i.test(value);
}
