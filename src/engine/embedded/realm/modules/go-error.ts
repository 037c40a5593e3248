/** k6's own errors: `GoError: message`, an Error with the enumerable key `value`. */
export class GoError extends Error {
  readonly value: object;

  constructor(message: string) {
    super(message);
    Object.defineProperty(this, 'name', { value: 'GoError', enumerable: false });
    this.value = {};
  }
}
