// Closes an open menu (details with data-menu) on Escape, or when the reader turns elsewhere.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("focusout", ({ relatedTarget }) => {
  for (const menu of openMenus()) if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
});

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
