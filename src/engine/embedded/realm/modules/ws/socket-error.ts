/** What k6/ws gives to `error` handlers: a Go error, whose text is `error()`. */
export class SocketError {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  error(): string {
    return this.#text;
  }
  toString(): string {
    return this.#text;
  }
}
