// Marking quarters with pointer and keyboard. The lists below the grid stay the truth: everything here is read from them
// and written to them, they alone are sent, and without this file they do all of it. The server judges.

import { history, painter, readings } from "./grid_lists.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

class QuarterGrid {
  // A span that has got its first quarter but not its last: {row, anchor, to}.
  pending = null;
  // A pointer that is held down: {row, from, to, moves}; "moves" when it holds a bar.
  drag = null;
  // Whether the pointer has left the quarter that it was pressed in, so that letting go is no click.
  dragged = false;
  // Quarters in a row that Shift and an arrow have marked, one after the other: {row, anchor}.
  run = null;

  constructor(container) {
    this.table = container.querySelector("table");
    this.rows = [...this.table.querySelectorAll("tbody tr")];
    this.status = container.querySelector("[data-status]");
    this.undoButton = container.querySelector("[data-undo]");
    this.redoButton = container.querySelector("[data-redo]");
    this.lists = readings(container.closest("form"), this.table);
    this.steps = history(this.lists.fields);
    this.paint = painter(this.lists);
    this.last = this.lists.labels.length - 1;
  }

  // ---- Where things are, and what is said ----

  place(cell) {
    return { row: cell.parentElement, column: cell.cellIndex - 1 };
  }

  cellAt(row, column) {
    return row.cells[column + 1];
  }

  clamp(column) {
    return Math.max(0, Math.min(this.last, column));
  }

  say(words) {
    this.status.textContent = words;
  }

  told(row) {
    return `${row.dataset.name}: ${this.lists.words(row)}`;
  }

  // One tab stop, which is where the focus was last.
  focus(cell) {
    for (const other of this.table.querySelectorAll("td[tabindex='0']")) {
      other.tabIndex = -1;
    }
    cell.tabIndex = 0;
    cell.focus();
  }

  repaint() {
    this.rows.forEach(this.paint.row);
    this.undoButton.setAttribute("aria-disabled", String(!this.steps.canUndo));
    this.redoButton.setAttribute("aria-disabled", String(!this.steps.canRedo));
  }

  // ---- Changing ----

  change(row, one, other) {
    const lostDay = this.lists.set(row, Math.min(one, other), Math.max(one, other));
    this.changed(row, lostDay);
  }

  changed(row, lostDay) {
    this.steps.keep();
    this.repaint();
    this.say(`${this.told(row)}.${lostDay ? " Den exakta dagen togs bort, eftersom kvartalet är ett annat." : ""}`);
  }

  // Back ("undo") or forth ("redo").
  travel(way) {
    const [word, none] =
      way === "undo" ? ["Ångrat.", "Det finns inget mer att ångra."] : ["Gjort om.", "Det finns inget att göra om."];
    this.pending = null;
    const before = this.rows.map((row) => this.told(row));
    const moved = this.steps[way]();
    this.repaint();
    const after = this.rows.map((row) => this.told(row)).filter((words, index) => words !== before[index]);
    this.say(moved ? [word, ...after.map((words) => `${words}.`)].join(" ") : none);
  }

  cancel(words) {
    const { row } = this.pending ?? this.drag ?? {};
    this.pending = null;
    this.drag = null;
    if (row) {
      this.repaint();
      this.say(`${words} ${this.told(row)}.`);
    }
  }

  extendPending(column) {
    this.pending.to = column;
    this.paint.preview(this.pending.row, this.pending.anchor, column);
  }

  // The first and then the last quarter of a span.
  mark(row, column) {
    if (this.pending?.row === row) {
      const { anchor } = this.pending;
      this.pending = null;
      this.change(row, anchor, column);
      return;
    }
    if (this.pending) {
      this.paint.row(this.pending.row);
    }
    this.pending = { row, anchor: column, to: column };
    this.extendPending(column);
    this.say(`${row.dataset.name}: börjar ${this.lists.labels[column]}. Välj det sista kvartalet. Escape avbryter.`);
  }

  // Shift and a click: what is marked ends there, or begins there when that lies before it; with nothing marked, from
  // where the focus was.
  reach(row, column, focused) {
    const { start, end } = this.paint.shown(row);
    if (this.pending?.row === row) {
      this.mark(row, column);
    } else if (start < 0) {
      this.change(row, focused?.row === row ? focused.column : column, column);
    } else {
      this.change(row, Math.min(start, column), column < start ? end : column);
    }
  }

  // Shift and an arrow: one end stands still, the other follows the focus.
  stretch(row, column, step) {
    const to = this.clamp(column + step);
    if (this.run?.row !== row) {
      const { start, end } = this.paint.shown(row);
      const inside = start >= 0 && start <= column && column <= end;
      this.run = { row, anchor: !inside ? column : column === start ? end : start };
    }
    this.pending = null;
    this.focus(this.cellAt(row, to));
    this.change(row, this.run.anchor, to);
  }

  // Moves the whole bar, as far as there is room, and returns how far that was. An end that is not stated stays so: such
  // a bar moves by its beginning alone.
  shift(row, by) {
    const { start, end } = this.lists.span(row);
    if (start < 0) {
      this.say(`${row.dataset.name}: inte angivet. Det finns ingen stapel att flytta.`);
      return 0;
    }
    const step = this.room(start, end < 0 ? start : end, by);
    if (step === 0) {
      this.say(`${this.told(row)}. Stapeln kan inte flyttas längre åt det hållet.`);
    } else {
      this.changed(row, this.lists.set(row, start + step, end < 0 ? -1 : end + step));
    }
    return step;
  }

  room(start, end, by) {
    return Math.max(-start, Math.min(this.last - end, by));
  }

  // ---- The keyboard ----

  // Returns whether the key was one of ours.
  key(event) {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const letter = event.key.toLowerCase();
    if (command && (letter === "z" || letter === "y")) {
      this.travel(letter === "y" || event.shiftKey ? "redo" : "undo");
      return true;
    }
    const cell = event.target.closest("td");
    if (!cell || (command && !["Home", "End"].includes(event.key))) {
      return false;
    }
    const { row, column } = this.place(cell);
    const sideways = event.key in STEPS;
    if (event.shiftKey && sideways && !event.altKey) {
      this.stretch(row, column, STEPS[event.key]);
      return true;
    }
    if (event.key !== "Shift") {
      this.run = null;
    }
    if (event.altKey) {
      return sideways && this.nudge(row, column, STEPS[event.key]);
    }
    return this.wander(event, row, column) || this.act(event, row, column);
  }

  nudge(row, column, step) {
    this.pending = null;
    this.focus(this.cellAt(row, this.clamp(column + this.shift(row, step))));
    this.paint.row(row);
    return true;
  }

  wander(event, row, column) {
    const at = this.rows.indexOf(row);
    const to = {
      ArrowLeft: [at, column - 1],
      ArrowRight: [at, column + 1],
      ArrowUp: [at - 1, column],
      ArrowDown: [at + 1, column],
      Home: [event.ctrlKey ? 0 : at, 0],
      End: [event.ctrlKey ? this.rows.length - 1 : at, this.last],
    }[event.key];
    if (!to) {
      return false;
    }
    const target = this.rows[Math.max(0, Math.min(this.rows.length - 1, to[0]))];
    if (this.pending && this.pending.row !== target) {
      this.cancel("Markeringen avbröts.");
    }
    this.focus(this.cellAt(target, this.clamp(to[1])));
    if (this.pending) {
      this.extendPending(this.clamp(to[1]));
    }
    return true;
  }

  act(event, row, column) {
    switch (event.key) {
      case " ":
      case "Enter":
        this.mark(row, column);
        return true;
      case "Delete":
      case "Backspace":
        this.pending = null;
        this.change(row, -1, -1);
        return true;
      case "Escape":
        this.cancel("Avbrutet.");
        return true;
      default:
        return false;
    }
  }

  // ---- The pointer ----

  press(event) {
    const cell = event.target.closest("td");
    this.dragged = false;
    this.run = null;
    // A finger scrolls the table and taps; dragging is for what has a fine point.
    if (!cell || event.button !== 0 || event.pointerType === "touch" || event.shiftKey) {
      return;
    }
    if (event.target.hasPointerCapture(event.pointerId)) {
      // A pen is held by the quarter that it was put down in, and would never be seen in another.
      event.target.releasePointerCapture(event.pointerId);
    }
    const { row, column } = this.place(cell);
    const { start, end } = this.paint.shown(row);
    const held = !this.pending && start >= 0 && start <= column && column <= end;
    this.drag = { row, from: column, to: column, moves: held };
  }

  over(event) {
    const cell = event.target.closest("td");
    if (!cell) {
      return;
    }
    const { row, column } = this.place(cell);
    if (!this.drag) {
      if (this.pending?.row === row) {
        this.extendPending(column);
      }
    } else if (column !== this.drag.to) {
      this.dragged = true;
      this.dragTo(column);
    }
  }

  dragTo(column) {
    const { row, from, moves } = this.drag;
    this.drag.to = column;
    if (this.pending) {
      this.paint.row(this.pending.row);
      this.pending = null;
    }
    if (moves) {
      const { start, end } = this.paint.shown(row);
      const step = this.room(start, end, column - from);
      this.paint.preview(row, start + step, end + step);
    } else {
      this.paint.preview(row, from, column);
    }
  }

  release() {
    const { row, from, to, moves } = this.drag ?? {};
    this.drag = null;
    if (!row || !this.dragged) {
      return;
    }
    this.focus(this.cellAt(row, to));
    if (!moves) {
      this.change(row, from, to);
    } else if (this.shift(row, to - from) === 0) {
      this.repaint();
    }
  }

  click(event) {
    const cell = event.target.closest("td");
    if (!cell || this.dragged) {
      return;
    }
    const { row, column } = this.place(cell);
    if (event.shiftKey) {
      const stop = this.table.querySelector("td[tabindex='0']");
      this.reach(row, column, this.place(stop));
    } else {
      this.mark(row, column);
    }
    this.focus(cell);
  }

  // Leaving a span half marked: in an empty row what is seen is what is kept, and a bar that was there stays.
  leave(event) {
    if (!this.pending || this.table.contains(event.relatedTarget)) {
      return;
    }
    const { row, anchor, to } = this.pending;
    if (this.lists.span(row).start < 0) {
      this.pending = null;
      this.change(row, anchor, to);
    } else {
      this.cancel("Markeringen avbröts.");
    }
  }

  // A list was used instead of the grid.
  listed(field) {
    if (this.steps.keep()) {
      this.repaint();
      const row = this.rows.find((one) => field.name.startsWith(one.dataset.row));
      this.say(`${this.told(row)}.`);
    }
  }

  // ---- Becoming a grid ----

  become(container) {
    const picture = this.table.closest("[role='img']");
    picture.removeAttribute("role");
    picture.removeAttribute("aria-label");
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-label", "Tidplanen kvartal för kvartal");
    this.table.setAttribute("aria-describedby", "kvartal-hjalp");
    this.table.setAttribute("aria-multiselectable", "true");
    for (const row of this.rows) {
      for (const [column, label] of this.lists.labels.entries()) {
        const cell = this.cellAt(row, column);
        cell.setAttribute("role", "gridcell");
        cell.setAttribute("aria-label", label);
        cell.tabIndex = -1;
      }
    }
    // The quarters take the focus from here on, so that the frame around them need not.
    container.querySelector(".quarters-region").removeAttribute("tabindex");
    this.cellAt(this.rows[0], Math.max(0, this.paint.shown(this.rows[0]).start)).tabIndex = 0;
    container.querySelector("[data-tools]").hidden = false;
    this.repaint();
  }

  listen(container) {
    container.addEventListener("keydown", (event) => {
      if (this.key(event)) {
        event.preventDefault();
      }
    });
    this.table.addEventListener("pointerdown", (event) => this.press(event));
    this.table.addEventListener("pointerover", (event) => this.over(event));
    document.addEventListener("pointerup", () => this.release());
    document.addEventListener("pointercancel", () => this.drag && this.cancel("Avbrutet."));
    this.table.addEventListener("click", (event) => this.click(event));
    this.table.addEventListener("focusout", (event) => this.leave(event));
    this.undoButton.addEventListener("click", () => this.travel("undo"));
    this.redoButton.addEventListener("click", () => this.travel("redo"));
    for (const field of this.lists.fields) {
      field.addEventListener("change", () => this.listed(field));
    }
    // A browser that goes back fills in what was typed before, after this has run.
    window.addEventListener("pageshow", () => {
      this.steps.keep();
      this.repaint();
    });
  }
}

for (const container of document.querySelectorAll("[data-quarter-grid]")) {
  const grid = new QuarterGrid(container);
  grid.become(container);
  grid.listen(container);
}
