// Warns before a session ends, lets it be prolonged, and clears the screen when it is over.
// The dialog (templates/_session.html) says how many seconds are left and how long before the end to warn.
// Clock times are compared, never counted, so a machine that slept knows at once what it missed; and before anything
// is shown the server is asked, because another tab may have gone on working.

const dialog = document.getElementById("session-end");
const stay = dialog?.querySelector("form:has([data-stay])");
const WARN_BEFORE = Number(dialog?.dataset.warnBefore);
const LOOK_EVERY = 10_000; // while something is shown
const SLEEP_AT_MOST = 30_000; // otherwise
const RECENTLY = 300_000; // who typed so lately is at work and is not disturbed
const STEP = 30; // seconds; the words of what is left change that often
const TITLE = document.title;

let endsAt = Date.now() + Number(dialog?.dataset.endsIn) * 1000;
let canBeProlonged = true;
let isLookedAway = false; // "Go on until then" was pressed
let isPressed = false; // "Stay signed in" was pressed, and the server has not heard it yet
let typedAt = 0;
let isSure = false; // the server itself has said that it is over
let timer;

const left = () => (endsAt - Date.now()) / 1000;
const isOver = () => left() <= 0;

function show(state) {
  for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  if (dialog.dataset.state === state && dialog.open) return;
  dialog.dataset.state = state;
  if (!dialog.open) dialog.showModal();
  [...dialog.querySelectorAll("button, a")].find((one) => one.checkVisibility())?.focus();
}

function sayWhatIsLeft() {
  const steps = [...dialog.querySelectorAll("template[data-left-of]")];
  const rounded = Math.round(left() / STEP) * STEP;
  const step = steps.find((one) => Number(one.dataset.leftOf) <= rounded) ?? steps.at(-1);
  const place = dialog.querySelector("[data-left]");
  // Said again only when it differs: a live region speaks with every change.
  if (place.textContent !== step.content.textContent) place.textContent = step.content.textContent;
}

function warn() {
  sayWhatIsLeft();
  if (canBeProlonged) isLookedAway = false;
  if (!isLookedAway) show(canBeProlonged ? "idle" : "limit");
}

function end() {
  document.body.classList.add("is-signed-out");
  document.title = dialog.dataset.title;
  const there = new URLSearchParams({ next: location.pathname + location.search });
  dialog.querySelector("[data-sign-in]").search = there;
  show("over");
}

function calm() {
  document.body.classList.remove("is-signed-out");
  document.title = TITLE;
  dialog.dataset.state = "";
  if (dialog.open) dialog.close();
}

function sayFailure(hasFailed) {
  dialog.querySelector("[data-failed]").hidden = !hasFailed;
}

// A form is sent to prolong; without one the server only tells, which is no use of the session.
async function ask(form) {
  try {
    const answer = await fetch(stay.action, {
      method: form ? "POST" : "GET",
      body: form && new FormData(form),
      headers: { Accept: "application/json", "X-Beat": "1" },
      cache: "no-store",
    });
    if (answer.status === 403) isPressed = false; // the form is older than the last sign-in: ask only
    if (!answer.ok) throw new Error(answer.status);
    const { ends_in: seconds, can_be_prolonged: may, person } = await answer.json();
    // Somebody else who signed in meanwhile does not see this page either.
    const isSame = person === dialog.dataset.person;
    endsAt = isSame ? Date.now() + seconds * 1000 : 0;
    canBeProlonged = may;
    isSure = !isSame || seconds === 0;
    isPressed = false;
    sayFailure(false);
  } catch {
    isSure = false;
    sayFailure(isPressed);
  }
}

async function look({ always = false } = {}) {
  clearTimeout(timer);
  if (left() <= WARN_BEFORE && isTyping()) isPressed = true;
  if (always || left() <= WARN_BEFORE) await ask(isPressed && !isOver() ? stay : null);
  clearTimeout(timer);
  if (isOver()) end();
  else if (left() <= WARN_BEFORE) warn();
  else calm();
  if (isOver() && isSure) return;
  timer = setTimeout(look, untilNextLook());
}

const isTyping = () => !dialog.open && canBeProlonged && Date.now() - typedAt < RECENTLY;

function untilNextLook() {
  if (isOver()) return LOOK_EVERY;
  const toCome = left() <= WARN_BEFORE ? left() : left() - WARN_BEFORE;
  return Math.min(Math.max(toCome * 1000, 1000), left() <= WARN_BEFORE ? LOOK_EVERY : SLEEP_AT_MOST);
}

function prolong() {
  isPressed = true;
  look({ always: true });
}

if (dialog) {
  stay.addEventListener("submit", (event) => {
    event.preventDefault();
    prolong();
  });
  dialog.querySelector("[data-go-on]").addEventListener("click", lookAway);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (dialog.dataset.state === "idle") prolong();
    if (dialog.dataset.state === "limit") lookAway();
  });
  // A browser may close it at a second Escape without asking.
  dialog.addEventListener("close", () => {
    if (dialog.dataset.state === "over") dialog.showModal();
    else if (dialog.dataset.state === "idle") prolong();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look({ always: true });
  });
  document.addEventListener("input", () => (typedAt = Date.now()), true);
  addEventListener("pageshow", ({ persisted }) => persisted && look({ always: true }));
  look();
}

function lookAway() {
  isLookedAway = true;
  calm();
}
