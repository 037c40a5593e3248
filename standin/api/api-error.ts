/** An answer other than 200, with the body that FastAPI would send. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** What pydantic says of one wrong input. */
export interface InvalidInput {
  type: string;
  loc: readonly [place: 'path' | 'query' | 'body', name: string];
  msg: string;
  input: unknown;
  ctx?: Readonly<Record<string, unknown>>;
}

/** FastAPI's 422. */
export function unprocessable(problem: InvalidInput): ApiError {
  return new ApiError(422, { detail: [problem] });
}
