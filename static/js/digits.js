// A digit chooses the answer of that number (inside data-digits), wherever the focus is but in a field that is typed into.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const choice = document.querySelector(`[data-digits] input[type=radio][value="${event.key}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
});
