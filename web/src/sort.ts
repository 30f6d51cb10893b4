/** The number a cell shows, or NaN: thousands apart, a true minus, a unit
 * behind. */
function figure(text: string): number {
  const match = /^[<≈]?([+\-−±]?[\d,]+(?:\.\d+)?)/.exec(text.trim());
  return match?.[1] ? Number(match[1].replaceAll(",", "").replace("−", "-").replace("±", "")) : Number.NaN;
}

function compare(a: string, b: string): number {
  const x = figure(a);
  const y = figure(b);
  if (Number.isNaN(x) || Number.isNaN(y)) {
    // What has no figure comes last, both ways.
    return Number.isNaN(x) && Number.isNaN(y) ? a.localeCompare(b, "zh") : 0;
  }
  return x - y;
}

function sortTable(table: HTMLTableElement, column: number, head: HTMLTableCellElement): void {
  const down = head.getAttribute("aria-sort") !== "descending";
  for (const other of table.querySelectorAll("thead th")) {
    other.removeAttribute("aria-sort");
  }
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  if (!body) {
    return;
  }
  // Rows stay under their heading: areas are compared with their peers.
  let group: HTMLTableRowElement[] = [];
  const all: HTMLTableRowElement[] = [];
  const flush = (): void => {
    const text = (row: HTMLTableRowElement): string => row.cells[column]?.textContent ?? "";
    const shown = group.filter((row) => head.classList.contains("num") && !Number.isNaN(figure(text(row))));
    const rest = group.filter((row) => !shown.includes(row));
    const order = (a: HTMLTableRowElement, b: HTMLTableRowElement): number => compare(text(a), text(b)) * (down ? -1 : 1);
    all.push(...shown.sort(order), ...rest.sort(order));
    group = [];
  };
  for (const row of [...body.rows]) {
    if (row.classList.contains("group")) {
      flush();
      all.push(row);
    } else {
      group.push(row);
    }
  }
  flush();
  body.append(...all);
}

/** Sorts a table by the column whose head is clicked. */
export function startSorting(): void {
  document.addEventListener("click", (event) => {
    const head = event.target instanceof Element ? event.target.closest("table[data-sort] thead th") : null;
    const table = head?.closest("table");
    if (head instanceof HTMLTableCellElement && table) {
      sortTable(table, head.cellIndex, head);
    }
  });
}
