// What grid.js stands on: the lists of the form read and written as columns, steps to undo, and the look of a row.

const MONTHS_IN_A_QUARTER = 3;

// What the lists of the form hold, as columns of the grid; -1 is not stated, or a quarter that the grid does not show.
export function readings(form, table) {
  const heads = [...table.querySelectorAll("thead [data-quarter]")];
  const codes = heads.map((head) => head.dataset.quarter);
  const labels = heads.map((head) => head.dataset.label);
  const field = (row, side) => form.elements[`${row.dataset.row}_${side}`];
  const dayOf = (row, side) => {
    const text = field(row, `${side}_day`).value;
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : "";
  };
  const quarterOf = (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / MONTHS_IN_A_QUARTER)}`;
  const column = (row, side) => {
    const day = dayOf(row, side);
    return codes.indexOf(day ? quarterOf(day) : field(row, side).value);
  };
  const told = (row, side) => {
    const day = dayOf(row, side);
    if (!day) {
      return labels[column(row, side)];
    }
    return new Date(`${day}T12:00`).toLocaleDateString("sv-SE", { day: "numeric", month: "long", year: "numeric" });
  };
  // A day that is known stays as long as its quarter does; in another quarter it would be an invented one.
  const write = (row, side, index) => {
    const day = field(row, `${side}_day`);
    if (index >= 0 && index === column(row, side)) {
      return false;
    }
    const lost = index >= 0 && day.value !== "";
    day.value = "";
    field(row, side).value = index < 0 ? "" : codes[index];
    return lost;
  };

  return {
    labels,
    fields: [...table.querySelectorAll("tbody tr")].flatMap((row) =>
      ["start", "end", "start_day", "end_day"].map((side) => field(row, side)),
    ),
    span: (row) => ({ start: column(row, "start"), end: column(row, "end") }),
    // Returns whether an exact day had to give way to another quarter.
    set: (row, start, end) => [write(row, "start", start), write(row, "end", end)].includes(true),
    words: (row) => {
      const [start, end] = [told(row, "start"), told(row, "end")];
      if (!start) {
        return end ? `till ${end}` : "inte angivet";
      }
      if (!end) {
        return row.dataset.row.endsWith("_actual") ? `började ${start}, pågår` : `från ${start}`;
      }
      return start === end ? start : `${start} – ${end}`;
    },
  };
}

// Several steps back and forth over all the fields, whether they were changed in the grid or in the lists.
export function history(fields) {
  const read = () => fields.map((field) => field.value);
  const past = [];
  const future = [];
  let now = read();
  const go = (from, onto) => {
    if (from.length === 0) {
      return false;
    }
    onto.push(now);
    now = from.pop();
    fields.forEach((field, index) => {
      field.value = now[index];
    });
    return true;
  };
  return {
    // Keeps what the fields hold now as a step; false when nothing has changed.
    keep: () => {
      const after = read();
      if (after.every((value, index) => value === now[index])) {
        return false;
      }
      past.push(now);
      future.length = 0;
      now = after;
      return true;
    },
    undo: () => go(past, future),
    redo: () => go(future, past),
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
  };
}

// The look of one row: which quarters are marked, or would be.
export function painter(lists) {
  const cells = (row) => [...row.querySelectorAll("td")];
  const shown = (row) => {
    const { start, end } = lists.span(row);
    if (start < 0) {
      return { start: -1, end: -1, open: false };
    }
    const open = end < 0;
    return { start, end: Math.max(start, open ? Number(row.dataset.open) : end), open };
  };
  const draw = (row, { start, end, open }, preview) => {
    for (const [index, cell] of cells(row).entries()) {
      const on = start >= 0 && start <= index && index <= end;
      const last = on && index === end;
      cell.classList.toggle("is-on", on);
      cell.classList.toggle("is-first", on && index === start);
      cell.classList.toggle("is-last", last);
      cell.classList.toggle("is-open", last && open);
      cell.classList.toggle("is-preview", on && preview);
      cell.setAttribute("aria-selected", String(on));
      cell.replaceChildren();
      if (on) {
        const face = cell.appendChild(document.createElement("span"));
        face.appendChild(document.createElement("b")).textContent =
          last && open && end > start ? "→" : row.dataset.number;
      }
    }
  };
  return {
    // The columns that a row's bar covers, -1 without one; "open" when its end is not stated.
    shown,
    row: (row) => {
      draw(row, shown(row), false);
      row.querySelector("[data-words]").textContent = lists.words(row);
    },
    preview: (row, one, other) => {
      draw(row, { start: Math.min(one, other), end: Math.max(one, other), open: false }, true);
    },
  };
}
