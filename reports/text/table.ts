const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const ZERO = /[\p{Mark}\p{Format}]/u;

/** One column: `left` columns give way when the line is too long, `right` ones hold numbers. */
export interface Column {
  head: string;
  align: 'left' | 'right';
}

/** Characters that a terminal gives to this text. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Cuts text to a width and marks the cut. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (displayWidth(cut + character) >= width) break;
    cut += character;
  }
  return `${cut}…`;
}

/** Lays rows out in columns within `width`; the widest left column is cut where they do not fit. */
export function layTable(columns: readonly Column[], rows: readonly string[][], width: number): string[] {
  const all = [columns.map((column) => column.head), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => displayWidth(row[index] ?? ''))));
  const total = widths.reduce((sum, w) => sum + w, 0) + 2 * (columns.length - 1);
  const widest = widestLeft(columns, widths);
  if (total > width && widest >= 0) {
    widths[widest] = Math.max(8, (widths[widest] ?? 0) - (total - width));
  }
  return all.map((row) => layRow(columns, row, widths));
}

/** Breaks a sentence into lines of at most `width` characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => clip(each, width));
}

function widestLeft(columns: readonly Column[], widths: readonly number[]): number {
  let widest = -1;
  for (const [index, column] of columns.entries()) {
    if (column.align === 'left' && (widths[index] ?? 0) > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}

function layRow(columns: readonly Column[], row: readonly string[], widths: readonly number[]): string {
  const cells = columns.map((column, index) => {
    const width = widths[index] ?? 0;
    const text = clip(row[index] ?? '', width);
    const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
    return column.align === 'right' ? space + text : text + space;
  });
  return cells.join('  ').trimEnd();
}
