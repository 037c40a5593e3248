/** Makes the head cells of a table sort its rows: buttons, so that the keyboard works; `data-value` before the text. */
export function makeSortable(table: HTMLTableElement): void {
  const heads = [...table.querySelectorAll<HTMLTableCellElement>('thead th')];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down =
        head.getAttribute('aria-sort') === null
          ? head.classList.contains('n')
          : head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      sortRows(table, column, down ? -1 : 1);
    });
  });
}

function sortRows(table: HTMLTableElement, column: number, sign: number): void {
  const [body] = table.tBodies;
  if (body === undefined) return;
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
  rows.sort((a, b) => sign * compare(a.key, b.key));
  body.append(...rows.map(({ row }) => row));
}

type Key = number | string | null;

function keyOf(cell: HTMLTableCellElement | undefined): Key {
  const value = cell?.dataset['value'];
  if (value === undefined) return cell?.textContent ?? '';
  return value === '' ? null : Number(value);
}

// What has no value is last on the way up.
function compare(a: Key, b: Key): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

/** Puts a field before a table that leaves only rows with its text; says how many are left. */
export function makeFilterable(table: HTMLTableElement, label: string): void {
  const field = document.createElement('input');
  field.type = 'search';
  const left = document.createElement('span');
  left.className = 'about';
  left.setAttribute('role', 'status');
  const wrap = document.createElement('label');
  wrap.className = 'filter';
  wrap.append(`${label} `, field, left);
  table.before(wrap);
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase();
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    for (const row of rows) row.hidden = !(row.textContent ?? '').toLowerCase().includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    left.textContent = wanted === '' ? '' : `${shown} of ${rows.length}`;
  });
}
