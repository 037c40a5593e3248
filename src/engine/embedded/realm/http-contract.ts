/** What the realm's `k6/http` and the host's HTTP client say to each other. Types only. */
export interface HttpBridge {
  /** Placeholder until the client is built. */
  readonly kind: 'http';
}
