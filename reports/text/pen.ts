import type pc from 'picocolors';

/** What the sections of the text report write with. */
export interface Pen {
  colours: ReturnType<typeof pc.createColors>;
  /** Characters a line may have. */
  width: number;
}
