/** What was counted, by the event's name. */
export type Events = Readonly<Record<string, number>>;

/** Counts of things that are no HTTP requests (sessions, messages, closes), of all and by run. */
export class EventCounts {
  private readonly all = new Map<string, number>();
  private readonly runs = new Map<string, Map<string, number>>();

  add(event: string, run: string | undefined): void {
    bump(this.all, event);
    if (run === undefined) return;
    let counts = this.runs.get(run);
    if (counts === undefined) {
      counts = new Map();
      this.runs.set(run, counts);
    }
    bump(counts, event);
  }

  /** All events, or those of sessions that were opened with `X-R3MES-Run: <run>`; sorted by name. */
  read(run?: string): Events {
    const counts = run === undefined ? this.all : (this.runs.get(run) ?? new Map<string, number>());
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function bump(counts: Map<string, number>, event: string): void {
  counts.set(event, (counts.get(event) ?? 0) + 1);
}
