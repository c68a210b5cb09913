// Keyboard and words for the timetable. The table is whole without this: every bar has its number and its title, and
// every row says in words what it shows.

const MOVES = { ArrowRight: "next", ArrowLeft: "previous", ArrowDown: "down", ArrowUp: "up", Home: "first", End: "last" };

// What says something of itself: a bar, or a column in which something happens.
const CELLS = "td.bar, td.marks";

function enhance(timeline) {
  const region = timeline.querySelector(".timeline-region");
  const status = timeline.querySelector("[data-timeline-status]");
  const bars = [...timeline.querySelectorAll(CELLS)];
  if (!region || !status || bars.length === 0) {
    return;
  }
  const tip = document.createElement("div");
  tip.className = "timeline-tip";
  tip.hidden = true;
  // The status line is what is read aloud; the tip says the same thing to the eye, beside the bar.
  tip.setAttribute("aria-hidden", "true");
  timeline.append(tip);

  const hide = () => {
    tip.hidden = true;
  };

  const show = (bar) => {
    tip.textContent = bar.dataset.sentence;
    tip.hidden = false;
    const box = bar.getBoundingClientRect();
    const frame = region.getBoundingClientRect();
    const left = Math.max(box.left, frame.left, 8);
    tip.style.left = `${Math.max(8, Math.min(left, window.innerWidth - tip.offsetWidth - 8))}px`;
    // It touches its bar, so that a pointer can be moved onto it without losing it.
    const fits = box.bottom + tip.offsetHeight < window.innerHeight;
    tip.style.top = `${fits ? box.bottom : box.top - tip.offsetHeight}px`;
  };

  const move = (from, way) => {
    const row = [...from.parentElement.querySelectorAll(CELLS)];
    const at = row.indexOf(from);
    switch (way) {
      case "next":
        return row[at + 1] ?? bars[bars.indexOf(from) + 1];
      case "previous":
        return row[at - 1] ?? bars[bars.indexOf(from) - 1];
      case "first":
        return row[0];
      case "last":
        return row.at(-1);
      default:
        return nearest(from, way === "down");
    }
  };

  // The bar in the closest lane above or below that has any, and there the one that lies closest to the same time.
  const nearest = (from, down) => {
    const rows = [...new Set(bars.map((bar) => bar.parentElement))];
    const row = rows[rows.indexOf(from.parentElement) + (down ? 1 : -1)];
    if (!row) {
      return undefined;
    }
    const start = from.getBoundingClientRect().left;
    const distance = (bar) => Math.abs(bar.getBoundingClientRect().left - start);
    return [...row.querySelectorAll(CELLS)].sort((a, b) => distance(a) - distance(b))[0];
  };

  // A timeline of many years opens where today is, not at a beginning that is long past.
  const today = timeline.querySelector(".timeline-quarter.is-today");
  const overflow = today ? today.getBoundingClientRect().right - region.getBoundingClientRect().right : 0;
  if (overflow > 0) {
    region.scrollLeft += overflow + region.clientWidth / 3;
  }

  for (const [index, bar] of bars.entries()) {
    bar.tabIndex = index === 0 ? 0 : -1;
    // The browser's own tip would lie on top of ours, and be read a second time.
    bar.dataset.sentence = bar.title;
    bar.removeAttribute("title");
  }

  timeline.addEventListener("focusin", (event) => {
    const bar = event.target.closest(CELLS);
    if (!bar) {
      hide();
      return;
    }
    for (const other of bars) {
      other.tabIndex = other === bar ? 0 : -1;
    }
    status.textContent = bar.dataset.sentence;
    show(bar);
  });

  timeline.addEventListener("focusout", () => {
    hide();
    status.textContent = "";
  });

  timeline.addEventListener("keydown", (event) => {
    const bar = event.target.closest(CELLS);
    if (!bar || !(event.key in MOVES) || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    move(bar, MOVES[event.key])?.focus();
  });

  // Also for a pointer that rests on a bar while the focus is somewhere else.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
    }
  });

  timeline.addEventListener("pointerover", (event) => {
    const bar = event.target.closest(CELLS);
    if (bar) {
      show(bar);
    } else if (!tip.contains(event.target)) {
      hide();
    }
  });

  timeline.addEventListener("pointerleave", hide);
  // A tip that stays where its bar no longer is would point at another one.
  region.addEventListener("scroll", hide);
  window.addEventListener("scroll", hide, { passive: true });
}

for (const timeline of document.querySelectorAll("[data-timeline]")) {
  enhance(timeline);
}
