// Asks before a form is sent: <form data-confirm="Remove this partner?" data-confirm-button="Remove">
// The words of the two buttons stand on <body> and may be replaced on the form.

const confirmed = new WeakSet();

function button(words, looks, value) {
  const made = document.createElement("button");
  made.textContent = words;
  made.className = `btn ${looks}`;
  made.value = value;
  return made;
}

function ask({ confirm, confirmButton, confirmCancel }) {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  const question = document.createElement("p");
  const choices = document.createElement("div");
  dialog.className = "dialog";
  form.method = "dialog";
  question.id = "confirm-question";
  question.textContent = confirm;
  dialog.setAttribute("aria-labelledby", question.id);
  choices.className = "cluster";
  choices.append(button(confirmCancel, "btn-secondary", ""), button(confirmButton, "btn-danger", "yes"));
  form.append(question, choices);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
  });
}

// Capturing, so that neither htmx nor another listener has sent the form before the answer.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.dataset.confirm || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (!(await ask({ ...document.body.dataset, ...form.dataset }))) return;
    confirmed.add(form);
    form.requestSubmit(submitter);
  },
  true,
);
