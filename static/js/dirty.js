// Warns before a changed form is left: <form data-dirty>. What draft.js has kept is not lost and needs no warning.

const changed = new Set();

document.addEventListener("input", ({ target }) => {
  const form = target.form?.closest("[data-dirty]");
  if (form) changed.add(form);
});

document.addEventListener("submit", ({ target }) => changed.delete(target));
document.addEventListener("draft:kept", ({ target }) => changed.delete(target));

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
