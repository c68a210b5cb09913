/* Long work says that it goes on: the button that was pressed tells so, and so does a line for those who listen. */

for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? form.querySelector("button[type=submit]");
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    status.className = "ds-sr-only";
    form.append(status);
    status.textContent = form.dataset.working;
    button.dataset.words = button.textContent;
    button.textContent = form.dataset.working;
    button.setAttribute("aria-busy", "true");
  });
}

/* Whoever comes back by the browser's own button finds the words as they were. */
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-busy");
  }
});
