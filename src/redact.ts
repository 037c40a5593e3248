const MASK = '****';
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*)@/gi;
const SECRET_QUERY = /([?&](?:password|passwd|pwd|token|secret|api_?key|access_token|auth)=)[^&\s"']*/gi;
const SECRET_PAIR =
  /\b(password|passwd|pwd|token|secret|api_?key)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&"']+)/gi;
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/g;

/** Masks user info in URLs, secret query parameters, `password=...` pairs and bearer tokens in any text. */
export function redactText(text: string): string {
  return text
    .replace(USERINFO, `$1${MASK}@`)
    .replace(SECRET_QUERY, `$1${MASK}`)
    .replace(SECRET_PAIR, `$1$2${MASK}`)
    .replace(BEARER, `$1 ${MASK}`);
}

/**
 * The message of any thrown value, redacted, its `cause` and `AggregateError.errors` folded in.
 * `extraSecrets` are literal values (the password of a DSN) to mask wherever they stand.
 */
export function redactError(error: unknown, extraSecrets: readonly string[] = []): string {
  const own = messageOf(error);
  const masked = extraSecrets.filter((s) => s.length >= 3).reduce((text, s) => text.replaceAll(s, MASK), own);
  return redactText(masked);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts = error instanceof AggregateError ? error.errors.map(messageOf) : [];
  const text = [error.message, ...parts].filter(Boolean).join('; ');
  const code = (error as NodeJS.ErrnoException).code;
  return text || code || error.name;
}
