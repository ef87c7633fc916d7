// Lifts the messages of a page to the corner and lets the reader close them; good news goes by itself, unless it
// offers something to do.

const STAYS = 10_000;

function lift(toasts) {
  toasts.classList.add("is-lifted");
  for (const line of toasts.querySelectorAll(".toast-line:not([data-lifted])")) {
    line.dataset.lifted = "";
    line.append(closing(line, toasts.dataset.closeLabel));
    if (line.matches(".toast-success:not(:has(a))")) leave(line);
  }
}

function closing(line, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.setAttribute("aria-label", words);
  button.textContent = "×";
  button.addEventListener("click", () => line.remove());
  return button;
}

function leave(line) {
  setTimeout(() => (line.matches(":hover, :focus-within") ? leave(line) : line.remove()), STAYS);
}

const liftAll = () => document.querySelectorAll("[data-toasts]").forEach(lift);
liftAll();
document.addEventListener("htmx:afterSettle", liftAll);
