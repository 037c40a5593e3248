/** What disturbs a node without its being down; faults set it. */
export interface ChainWeather {
  /** Whether the next call is answered with a JSON-RPC error. */
  failsCall(): boolean;
  /** Whether the next event is lost. */
  losesEvent(): boolean;
}

/** Weather that disturbs nothing; the fields are replaced when there are faults. */
export function calmWeather(): ChainWeather {
  return { failsCall: () => false, losesEvent: () => false };
}
