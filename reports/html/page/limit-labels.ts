/** Where the name of a level is written: `bottom` over its line, `top` under it. */
export interface LabelPlace {
  y: number;
  baseline: 'top' | 'bottom';
}

/** Of a chart's plot, in pixels downwards; `room` is what a name takes. */
interface Box {
  top: number;
  bottom: number;
  room: number;
}

const CLEAR = 2;

/**
 * Places for the names of levels whose lines are at `lines`, from the top down. Names stand over their line, the lower of
 * two close ones has its name below; where that would write on the time axis, all are stacked upwards.
 */
export function limitLabels(lines: readonly number[], box: Box): LabelPlace[] {
  const places = fromTheTop(lines, box);
  const inside = places.every(({ y, baseline }) => baseline === 'bottom' || y + box.room <= box.bottom);
  return inside ? places : fromTheBottom(lines, box);
}

function fromTheTop(lines: readonly number[], { top, room }: Box): LabelPlace[] {
  // The chart's padding is free too.
  let taken = top - room / 2;
  return lines.map((line) => {
    const over = line - taken >= room;
    const y = over ? line - CLEAR : Math.max(line, taken) + CLEAR;
    taken = over ? line : y + room;
    return { y, baseline: over ? 'bottom' : 'top' };
  });
}

function fromTheBottom(lines: readonly number[], { room }: Box): LabelPlace[] {
  let free = Number.POSITIVE_INFINITY;
  return lines
    .toReversed()
    .map((line): LabelPlace => {
      const y = Math.min(line - CLEAR, free);
      free = y - room;
      return { y, baseline: 'bottom' };
    })
    .toReversed();
}
