/** What WebCrypto promises of k6 are rejected with: no Error, but with a name and a message. */
export class WebCryptoError {
  readonly name: string;
  readonly message: string;

  constructor(name: string, message: string) {
    this.name = name;
    this.message = message;
  }

  toString(): string {
    return `${this.name}: ${this.message}`;
  }
}

/** A plain Go error as a script gets it: only its text can be had. */
export class PlainGoError {
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
