// Of a day and a moment that stand for the same (inside data-either), the one that was chosen last counts: another day
// lets go of the moment beside it.

document.addEventListener("change", ({ target }) => {
  const select = target.closest("[data-either]")?.querySelector("select");
  if (select && target !== select) select.value = "";
});
