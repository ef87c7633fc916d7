// A digit chooses the answer of that number, while the focus is within the data-digits that holds it.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  const choice = event.target.closest("[data-digits]")?.querySelector(`input[type=radio][value="${event.key}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
});
