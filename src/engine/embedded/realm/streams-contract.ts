/** What the realm's code for `k6/experimental/streams` gives to the rest of the realm. Types only. */

/** The part of the realm that holds the streams of the WHATWG standard, by the names that k6 exports. */
export interface StreamsPart {
  streams: Readonly<Record<string, unknown>>;
}
