// Keeps on the server what is typed into a form that carries {% draft form %}, and says who else is at it.
// Nothing is stored in the browser. A form that is unchanged only says that it is still open: that is no use of the
// session, and carries the header X-Beat.

const KEEP_AFTER = 2_000; // milliseconds from the first key to the first keeping, and between two
const LOOK_EVERY = 3_000;
const BEAT_EVERY = 5_000;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "draft"]);

const states = new WeakMap();

const tokens = () => document.querySelectorAll("form input[data-draft]");
const part = (form, name) => form.querySelector(`[data-draft-${name}]`);

function typed(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name));
  const secrets = new Set([...form.querySelectorAll("input[type=password]")].map(({ name }) => name));
  return new URLSearchParams(fields.filter(([name]) => !secrets.has(name))).toString();
}

function stateOf(form) {
  if (!states.has(form)) {
    form.autocomplete = "off"; // the browser keeps no copy of its own, and brings no old token back
    form.querySelector(".form-actions, .inline-form-actions")?.append(part(form, "line"));
    const { never, fresh } = form.querySelector("[data-draft]").dataset;
    const saved = fresh === undefined ? null : typed(form); // what was typed and taken back is no draft
    states.set(form, { kept: typed(form), keptAt: never, saved, beatAt: 0 });
  }
  return states.get(form);
}

const isChanged = (form) => typed(form) !== stateOf(form).kept;

// A live region speaks with every change, so the same words are not written again.
function say(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

function notice(form, { words = "", url = "", link = "" } = {}) {
  const box = part(form, "notice");
  const more = part(form, "more");
  box.hidden = !words;
  say(part(form, "words"), words);
  more.hidden = !url;
  if (!url) return;
  more.querySelector("a").href = url;
  say(more.querySelector("[data-draft-link]"), link);
}

function message(form, isBeat) {
  const now = typed(form);
  const body = new URLSearchParams(isBeat || now === stateOf(form).saved ? "" : now);
  for (const name of NOT_TYPED) body.append(name, form.elements[name]?.value ?? "");
  const headers = { Accept: "application/json", ...(isBeat && { "X-Beat": "1" }) };
  return { method: "POST", body, headers, cache: "no-store" };
}

async function send(form) {
  const state = stateOf(form);
  if (state.isSent || state.isOver || state.request) return;
  const now = typed(form);
  const isBeat = now === state.kept;
  state.request = new AbortController();
  state.beatAt = Date.now();
  try {
    const { signal } = state.request;
    const answer = await fetch(form.elements.draft.dataset.draft, { ...message(form, isBeat), signal });
    const said = await answer.json();
    state.request = null;
    if (answer.ok) kept(form, said, isBeat ? null : now);
    else refused(form, answer.status, said, now);
  } catch (error) {
    state.request = null;
    if (error.name !== "AbortError") failed(form);
  }
}

function kept(form, said, now) {
  const state = stateOf(form);
  if (said.is_taken) return anew(form, said.token);
  if (now !== null) {
    state.kept = now;
    state.keptAt = said.saved_at;
    form.dataset.typed = isChanged(form) ? "typed" : "kept";
    if (!isChanged(form)) form.dispatchEvent(new Event("draft:kept", { bubbles: true }));
  }
  if (said.words || now !== null) say(part(form, "line"), said.words);
  const words = [said.saved_by?.words, said.others_words].filter(Boolean).join(" ");
  notice(form, { words, url: said.saved_by?.url, link: said.saved_by?.link });
}

// What was typed under this token has been sent or thrown away in another window; what is typed here goes on.
function anew(form, token) {
  form.elements.draft.value = token;
  if (isChanged(form) || form.dataset.typed) send(form);
}

function refused(form, status, said, now) {
  const state = stateOf(form);
  if (status === 403 && said.csrf) {
    // The person has signed in again in another window: this page goes on under the new protection.
    form.elements.csrfmiddlewaretoken.value = said.csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": said.csrf }));
    send(form);
  } else if (status === 413) {
    say(part(form, "line"), said.words);
  } else if (said.words) {
    // Signed out: it is kept all the same, and whoever signs in again in another window goes on here.
    notice(form, said);
    state.kept = now;
    state.isOver = status === 403; // somebody else is signed in: their page writes nothing here
  } else failed(form);
}

function failed(form) {
  if (!isChanged(form)) return;
  const { dataset } = form.elements.draft;
  say(part(form, "line"), dataset.offline.replace("{}", stateOf(form).keptAt));
}

function look() {
  for (const { form } of tokens()) {
    const state = stateOf(form);
    const isLookedAt = document.visibilityState === "visible" || form.dataset.typed;
    if (isChanged(form) || (isLookedAt && Date.now() - state.beatAt >= BEAT_EVERY)) send(form);
  }
}

function onInput({ target }) {
  const { form } = target;
  if (!form?.elements.draft?.dataset.draft) return;
  const state = stateOf(form);
  state.isSent = false;
  form.dataset.typed = "typed";
  if (state.timer) return;
  state.timer = setTimeout(() => {
    state.timer = null;
    if (isChanged(form)) send(form);
  }, KEEP_AFTER);
}

document.addEventListener("input", onInput);
document.addEventListener("change", onInput);

document.addEventListener("submit", ({ target }) => {
  // Throwing the draft away leaves the page: what stands in its form is not kept once more on the way.
  const forms = target.id === "draft-discard" ? [...tokens()].map(({ form }) => form) : [target];
  for (const form of forms) {
    if (!states.has(form)) continue;
    stateOf(form).isSent = true;
    stateOf(form).request?.abort();
    form.dispatchEvent(new Event("draft:kept", { bubbles: true }));
  }
});

// A form in the drawer that could not be sent stays, and what stands in it is kept again.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.("form");
  if (!detail.successful && states.has(form)) stateOf(form).isSent = false;
});

document.addEventListener("htmx:afterSettle", look);

function keepOnLeaving() {
  for (const { form } of tokens()) {
    const state = stateOf(form);
    if (state.isSent || state.isOver || !isChanged(form)) continue;
    fetch(form.elements.draft.dataset.draft, { ...message(form, false), keepalive: true }).catch(() => {});
  }
}

addEventListener("pagehide", keepOnLeaving);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? keepOnLeaving() : look()));

setInterval(look, LOOK_EVERY);
look();
