/** Where k6 warns first; then at each doubling. */
const FIRST_LIMIT = 100_000;

/** Tells when a run makes so many time series (a metric with one set of tags) that its memory grows with them. */
export class SeriesWatch {
  #limit = FIRST_LIMIT;

  /** The warning that is due at `count` series; null when there is none. */
  warningAt(count: number): string | null {
    if (count <= this.#limit) return null;
    while (count > this.#limit) this.#limit *= 2;
    return (
      `the run has made ${count.toLocaleString('en')} unique time series, and memory grows with each: keep ids out of ` +
      'tags, and give requests of one route one name (tag name, or http.url)'
    );
  }
}
