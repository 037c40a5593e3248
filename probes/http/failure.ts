import { ProbeError } from '../probe.ts';
import { codeOf, messageOf, systemFailure } from '../system-failure.ts';

/** Turns what node:http threw into a failure with stage and hint; the runner redacts it. */
export function httpFailure(error: unknown): ProbeError {
  if (error instanceof ProbeError) return error;
  const code = codeOf(error);
  const known = systemFailure(code);
  const message = messageOf(error);
  if (known) return new ProbeError({ ...known, code, message });
  if (code.startsWith('HPE_')) {
    const hint = 'what listens there does not speak HTTP, or speaks TLS: check scheme and port';
    return new ProbeError({ stage: 'query', code, message, hint });
  }
  return new ProbeError({
    stage: 'query',
    code: code || 'UNKNOWN',
    message,
    hint: 'look at the log of the API',
  });
}
