/** What the page's charts read from the data element: one time axis and the panels on it. */
export interface ChartData {
  /** Seconds since the run's start: of every point of every curve. */
  x: number[];
  /** Right end of the axis. */
  endSeconds: number;
  marks: Mark[];
  panels: Panel[];
}

/** An annotation: a vertical line with its number, the same as in the list. */
export interface Mark {
  number: number;
  atSeconds: number;
  kind: string;
  text: string;
}

/** One chart. */
export interface Panel {
  id: string;
  unit: string;
  curves: Curve[];
  limits: Limit[];
  gaps: Gap[];
  /** Painted behind the curves, on a logarithmic scale. */
  heat?: Heat;
}

/** A histogram over time: row r of a column holds values from bounds[r] up to bounds[r + 1]. */
export interface Heat {
  bounds: number[];
  columns: { fromSeconds: number; toSeconds: number; cells: [row: number, count: number][] }[];
}

export interface Curve {
  label: string;
  /** 1..8: a colour of the theme; with `dash` never the only difference. */
  tone: number;
  dash: number;
  /** Null is a gap. */
  values: (number | null)[];
  /** Off until the reader switches it on. */
  hidden: boolean;
}

/** A level of an SLO, drawn across. */
export interface Limit {
  label: string;
  value: number;
  severity: 'warn' | 'critical';
}

/** A time in which the panel's source could not be seen. */
export interface Gap {
  fromSeconds: number;
  toSeconds: number;
  text: string;
}
