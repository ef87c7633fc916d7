// Opens every fold for the printer and closes it again afterwards.

const opened = new Set();

addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.fold:not([open])")) {
    fold.open = true;
    opened.add(fold);
  }
});

addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
  opened.clear();
});
