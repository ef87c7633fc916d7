// Puts one of the texts that met into the field below: <button type="button" data-fill="title" value="The text">
// The buttons show only where this runs, and say which of them the field holds now.

const whole = (text) => text.replaceAll("\r\n", "\n");

const fieldOf = (button) => button.closest(".record-form")?.querySelector("form")?.elements[button.dataset.fill];

const held = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : whole(field.value));

function show(root) {
  for (const choices of root.querySelectorAll("[data-choices]")) {
    choices.hidden = false;
    for (const button of choices.querySelectorAll("[data-fill]")) {
      const field = fieldOf(button);
      if (field) button.setAttribute("aria-pressed", held(field) === whole(button.value));
    }
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-fill]");
  const field = button && fieldOf(button);
  if (!field) return;
  if (field.type === "checkbox") field.checked = button.value === "on";
  else field.value = button.value;
  (field instanceof Element ? field : field[0]).dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("input", ({ target }) => {
  const root = target.closest(".record-form");
  if (root?.querySelector("[data-choices]")) show(root);
});

document.addEventListener("htmx:afterSettle", () => show(document));
show(document);
