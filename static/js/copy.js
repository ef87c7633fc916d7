// Copies a field: <input id="link" readonly> <button type="button" data-copy="link" data-copied="Copied" hidden>Copy</button>
// The button shows only where it can work.

for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  button.textContent = button.dataset.copied;
});
