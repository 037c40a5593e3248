const MASK = '****';
/** Databases: their passwords hold `/`, `#`, `?` and `@` unencoded often enough, so all up to the last `@` goes. */
const DSN_USERINFO =
  /\b((?:postgres(?:ql)?|rediss?|valkeys?|mysql|mongodb|amqps?)(?:\+[a-z0-9]+)?:\/\/)[^\s"'`<>]*@/gi;
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;
const KEYS = 'password|passwd|pwd|passphrase|token|secret|api[_-]?key|access[_-]?key';
const SECRET_QUERY = new RegExp(`([?&](?:[a-z0-9]+[_-])*(?:${KEYS}|auth)=)[^&\\s"'#]*`, 'gi');
const SECRET_PAIR = new RegExp(
  `((?:^|[^a-z0-9])(?:[a-z0-9]+[_-])*(?:${KEYS})["']?)(\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s,;&"'}]+)`,
  'gi',
);
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/g;
/** Shorter values would mask half of every text. */
const SHORTEST_SECRET = 3;

/** Masks user info in URLs, secret query parameters, `password=...` pairs and bearer tokens in any text. */
export function redactText(text: string): string {
  return text
    .replace(DSN_USERINFO, `$1${MASK}@`)
    .replace(USERINFO, `$1${MASK}@`)
    .replace(SECRET_QUERY, `$1${MASK}`)
    .replace(SECRET_PAIR, `$1$2${MASK}`)
    .replace(BEARER, `$1 ${MASK}`);
}

const SECRET_KEY = new RegExp(`(?:^|[^a-z0-9])(?:${KEYS}|auth)$|^(?:${KEYS})$`, 'i');

const SECRET_VARIABLE =
  /^(database|redis)_url$|(^|_)(dsn|pass|pw|jwt|cookie|authorization|credentials?|mnemonic)$|private_?key$|password$|passwd$/i;

/** A variable whose value nobody else may read, by its name. */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name) || SECRET_VARIABLE.test(name);
}

/** A copy of a JSON value in which every text (keys too) is redacted, and what stands under a secret's key is masked. */
export function redactValue<T>(value: T): T {
  return redacted(value) as T;
}

function redacted(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => {
    const isSecret = SECRET_KEY.test(key) && (typeof each === 'string' || typeof each === 'number');
    return [redactText(key), isSecret ? MASK : redacted(each)];
  });
  return Object.fromEntries(entries);
}

/** Masks the user info of database URLs only. */
export function redactDsn(text: string): string {
  return text.replace(DSN_USERINFO, `$1${MASK}@`);
}

/** Masks these literal values wherever they stand, longest first so that no rest of one stays. */
export function maskValues(text: string, values: readonly string[]): string {
  return values
    .filter((value) => value.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, MASK), text);
}

/**
 * The message of any thrown value on one line, redacted, with `AggregateError.errors` and the `cause` where the
 * message does not already say it. `extraSecrets` are literal values (the password of a DSN) to mask too.
 */
export function redactError(error: unknown, extraSecrets: readonly string[] = []): string {
  const text = messageOf(error, 0).replace(/\s+/g, ' ').trim();
  return redactText(maskValues(text, extraSecrets));
}

function messageOf(error: unknown, depth: number): string {
  if (!(error instanceof Error)) return String(error);
  if (depth > 4) return error.message; // a cause may point back at its error
  const inner = error instanceof AggregateError ? error.errors.map((each) => messageOf(each, depth + 1)) : [];
  const cause = error.cause === undefined ? '' : messageOf(error.cause, depth + 1);
  const parts = [error.message, ...inner];
  if (!parts.some((part) => part.includes(cause))) parts.push(cause);
  const text = parts.filter(Boolean).join('; ');
  return text || (error as NodeJS.ErrnoException).code || error.name;
}
