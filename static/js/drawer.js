// Opens the forms of records in a drawer beside the page. Every link to a record's form does so by itself, and so
// does any other with data-drawer; without scripts, or with a modifier key, they are ordinary links to a page.

const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
const FORM_OF_A_RECORD = /\/records\/[\w-]+\/(add|\d+\/(edit|remove|restore))\/$/;
let opened = "";

const opensInDrawer = (link) =>
  link.origin === location.origin && ("drawer" in link.dataset || FORM_OF_A_RECORD.test(link.pathname));

const copyOf = (name) => drawer.querySelector(`template[data-drawer-${name}]`).content.cloneNode(true);

const fields = () => {
  const form = body.querySelector("form");
  return form ? new URLSearchParams(new FormData(form)).toString() : "";
};

function open(link) {
  body.replaceChildren(copyOf("loading"));
  if (!drawer.open) drawer.showModal();
  window.htmx.ajax("GET", link.href, { target: "#drawer-body", swap: "innerHTML" });
}

// What is kept as a draft comes back when the form is opened again, so leaving loses nothing.
const isKept = () => body.querySelector("form")?.dataset.typed === "kept";

function close() {
  if (fields() !== opened && !isKept() && !window.confirm(drawer.dataset.leave)) return;
  drawer.close();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (event.target.closest("[data-drawer-close]")) {
    event.preventDefault();
    close();
  } else if (link && opensInDrawer(link) && window.htmx && event.button === 0 && !event.defaultPrevented) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target) return;
    event.preventDefault();
    open(link);
  }
});

drawer?.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});

drawer?.addEventListener("close", () => {
  body.replaceChildren();
  opened = "";
});

// A press on the page beside the drawer closes it, unless something was typed.
drawer?.addEventListener("pointerdown", ({ target }) => {
  if (target === drawer && (fields() === opened || isKept())) drawer.close();
});

// Signing in takes the whole window.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, requestConfig, pathInfo } = event.detail;
  if (target !== body) return;
  if (new URL(xhr.responseURL).pathname !== drawer.dataset.signIn) return;
  event.detail.shouldSwap = false;
  if (requestConfig.verb === "get") location.assign(pathInfo.requestPath);
  else failed();
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target !== body) return;
  // A fresh form: asked for, or the way on from a draft that was thrown away.
  const isLedOn = new URL(detail.xhr.responseURL).pathname !== new URL(detail.pathInfo.requestPath, location).pathname;
  if (detail.requestConfig?.verb === "get" || isLedOn) opened = fields();
  const summary = body.querySelector("[data-error-summary], [data-attention]");
  (summary ?? body.querySelector("input:not([type=hidden]), select, textarea, button:not([form])"))?.focus();
});

function failed() {
  body.querySelector(":scope > [role=alert]")?.remove();
  body.prepend(copyOf("failed"));
  body.firstElementChild.scrollIntoView({ block: "nearest" });
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.target !== body) return;
    if (detail.requestConfig.verb === "get") location.assign(detail.pathInfo.requestPath);
    else failed();
  });
}

// Going to the page that is open already would only jump to the anchor; the page is to show what was saved.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const to = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!to || event.detail.target !== body) return;
  event.preventDefault();
  const there = new URL(to, location);
  const isHere = there.pathname + there.search === location.pathname + location.search;
  body.replaceChildren();
  if (isHere) history.replaceState(null, "", there);
  if (isHere) location.reload();
  else location.assign(there);
});
