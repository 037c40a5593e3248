/** What a script says of itself in its export `r3mes`, as far as plans and guard rails ask; null where it says nothing. */
export interface ScriptAbout {
  mutates: boolean;
  /** Of its requests, on one path and by one client. */
  busiestShare: number | null;
  /** HTTP requests of an iteration on average: one number, or by k6 scenario. */
  requestsPerIteration: number | Readonly<Record<string, number>> | null;
  /** Of setup and teardown together. */
  requestsAround: number;
}

/** Reads the export; what is misshapen is as if it were not said. */
export function scriptAbout(r3mes: Readonly<Record<string, unknown>>): ScriptAbout {
  const { mutates, busiestShare, requestsPerIteration, requestsAround } = r3mes;
  return {
    mutates: mutates === true,
    busiestShare: numberOf(busiestShare),
    requestsPerIteration: numberOf(requestsPerIteration) ?? byScenario(requestsPerIteration),
    requestsAround: numberOf(requestsAround) ?? 0,
  };
}

/** HTTP requests that an iteration of a k6 scenario makes on average; null where the script does not say. */
export function requestsEach(
  { requestsPerIteration: said }: Pick<ScriptAbout, 'requestsPerIteration'>,
  scenario: string,
): number | null {
  if (said === null || typeof said === 'number') return said;
  return Object.hasOwn(said, scenario) ? (said[scenario] ?? null) : null;
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;

function byScenario(value: unknown): Record<string, number> | null {
  if (typeof value !== 'object' || value === null) return null;
  const known = Object.entries(value).filter(([, each]) => numberOf(each) !== null);
  return Object.fromEntries(known) as Record<string, number>;
}
