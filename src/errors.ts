import { EXIT_CODES, type ExitName } from './exit-codes.ts';

const BRAND = Symbol.for('r3mes-harness.error');

/** What a HarnessError carries beside its message. */
export interface ErrorFacets {
  /** Stable, `ERR_<STAGE>_<CAUSE>`; listed in docs/errors.md. */
  code: `ERR_${string}`;
  /** Which exit code the process ends with when this reaches the top. */
  exit: ExitName;
  /** What the user can do about it, one line. */
  hint?: string;
  cause?: unknown;
  /** The script could not be loaded: k6's log puts the script's name in front. */
  loading?: boolean;
  /** What k6's log shows beside the message. */
  logFields?: Readonly<Record<string, string>>;
}

/** An expected failure: one line to the user (`message`, then `hint`), never a stack trace. */
export class HarnessError extends Error {
  readonly code: string;
  readonly exitCode: number;
  readonly hint: string | undefined;
  readonly loading: boolean;
  readonly logFields: Readonly<Record<string, string>>;
  readonly [BRAND] = true;

  constructor(message: string, facets: ErrorFacets) {
    super(message, { cause: facets.cause });
    this.name = 'HarnessError';
    this.code = facets.code;
    this.exitCode = EXIT_CODES[facets.exit].code;
    this.hint = facets.hint;
    this.loading = facets.loading ?? false;
    this.logFields = facets.logFields ?? {};
  }
}

/** Brand check: works for errors of another copy of this module too. */
export function isHarnessError(value: unknown): value is HarnessError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
