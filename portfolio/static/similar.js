// Shows initiatives that look like the title while it is typed. Without this, whoever saves is asked once instead.

const PAUSE = 400;
const SHORTEST = 4;

function enhance(box) {
  const list = box.querySelector("[data-similar-list]");
  const status = box.querySelector("[data-similar-status]");
  const seen = box.querySelector("[name='alike']");
  const title = box.closest("form")?.querySelector("[name='title']");
  if (!list || !status || !title) {
    return;
  }
  let timer;
  let asked;

  const show = (html, text) => {
    list.innerHTML = html;
    const found = list.querySelectorAll("li").length;
    const said = found === 1 ? "1 initiativ liknar namnet" : `${found} initiativ liknar namnet`;
    // Said only when it is news, so that nobody is interrupted at every letter.
    status.textContent = found ? `${said} och står efter namnfältet.` : "";
    if (seen && found) {
      seen.value = text;
    }
  };

  const ask = async () => {
    const text = title.value;
    asked?.abort();
    if (text.trim().length < SHORTEST) {
      show("", text);
      return;
    }
    asked = new AbortController();
    const address = new URL(box.dataset.similar, window.location.href);
    address.searchParams.set("titel", text);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      // Whoever has been signed out is led to another page, which is no list.
      if (answer.ok && !answer.redirected) {
        show(await answer.text(), text);
      }
    } catch {
      // The list is a help on the way; the title can be written without it.
    }
  };

  title.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
}

for (const box of document.querySelectorAll("[data-similar]")) {
  enhance(box);
}
