// Starts Swagger UI on our own description, to look at alone, and mends what it leaves unsaid for screen readers.
"use strict";

(() => {
  const place = document.getElementById("swagger-ui");

  // Nothing but the calls: the heading, the server and the key are told on the page itself.
  const plain = ({ React }) => ({
    components: {
      PlainLayout: ({ getComponent }) =>
        React.createElement("div", { className: "swagger-ui" }, React.createElement(getComponent("operations", true))),
      // A link within the button that folds a call out could be reached by nobody who goes by the keyboard.
      DeepLink: ({ text }) => React.createElement("span", null, text),
      // Nor could a button within a button.
      CopyToClipboardBtn: () => null,
      JumpToPath: () => null,
      authorizeOperationBtn: () => null,
    },
  });

  // Attributes that name another element.
  const POINTING = ["for", "aria-controls", "aria-describedby", "aria-labelledby"];

  const mend = () => {
    for (const main of place.querySelectorAll("main")) main.setAttribute("role", "presentation");
    for (const table of place.querySelectorAll("table[role]")) table.removeAttribute("role");
    for (const heading of place.querySelectorAll("h3, h4, h5")) {
      const deeper = { H3: 2, H4: 3, H5: 4 }[heading.tagName];
      heading.setAttribute("aria-level", deeper);
      heading.setAttribute("role", "heading");
    }
    for (const one of place.querySelectorAll("[id]")) {
      if (document.getElementById(one.id) !== one) one.removeAttribute("id");
    }
    for (const name of POINTING) {
      for (const one of place.querySelectorAll(`[${name}]`)) {
        if (!document.getElementById(one.getAttribute(name))) one.removeAttribute(name);
      }
    }
    // Swagger UI's own words are English, the description's are Swedish.
    for (const text of place.querySelectorAll(".opblock-tag, .opblock-summary-description, .renderedMarkdown")) text.lang = "sv";
    for (const select of place.querySelectorAll("select:not([aria-label])")) select.setAttribute("aria-label", "Media type");
  };

  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.description,
    layout: "PlainLayout",
    plugins: [plain],
    supportedSubmitMethods: [],
    validatorUrl: null,
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    syntaxHighlight: false,
  });
})();
