"""B6: a refused form comes back with every text that was typed, the name of a file, and where to look."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.kinds import every_kind, kind_called
from programmes.models import Risk
from programmes.views import records
from tests.rows import Rows
from tests.sent_forms import fields_in

ADDABLE = [kind.key for kind in every_kind() if kind.is_addable]
TYPED_INTO = (
    forms.TextInput,
    forms.Textarea,
    forms.NumberInput,
)  # dates and addresses are kinds of text input


def texts_of(form):
    """A text for each field that is typed into; not even a number or a day."""
    return {
        name: f"Typed into {name} <é> 中"
        for name, field in form.fields.items()
        if isinstance(field.widget, TYPED_INTO) and not field.widget.is_hidden
    }


def hold(client, kind):
    """The form is sent with texts that cannot all be right; where all could, without the first that is needed."""
    address = reverse("record_add", args=["riverside", kind])
    page = client.get(address)
    typed = texts_of(page.context["form"])
    sent = fields_in(page) | typed
    answer = client.post(address, sent)
    if answer.status_code == 302:
        needed = next(name for name in typed if page.context["form"].fields[name].required)
        del typed[needed]
        answer = client.post(address, fields_in(client.get(address)) | typed)
    assert answer.status_code == 422, f"{kind} was not refused"
    form = answer.context["form"]
    lost = [name for name, text in typed.items() if form[name].value() != text]
    assert not lost, f"{kind}: {lost}"
    shown = answer.content.decode()
    assert all(f"Typed into {name} &lt;é&gt; 中" in shown for name in typed)
    assert "data-error-summary" in shown or "error-summary" in shown


@pytest.mark.parametrize("kind", ADDABLE)
def test_every_text_of_a_refused_form_is_there(kind, as_manager, programme, manager):
    Rows(programme, manager)
    hold(as_manager, kind)


def test_the_reason_of_a_refused_edit_is_there_too(as_manager, programme, manager):
    risk = Rows(programme, manager).of(Risk)
    address = reverse("record_edit", args=["riverside", "risk", risk.pk])
    sent = fields_in(as_manager.get(address)) | {"title": "", "reason": "Agreed on Monday", "response": "é"}
    form = as_manager.post(address, sent).context["form"]
    assert form["reason"].value() == "Agreed on Monday"
    assert form["response"].value() == "é"


def test_the_name_of_a_refused_file_is_told(as_manager, programme):
    file = SimpleUploadedFile("figures-of-march.csv", b"neither,nor\n1,2\n")
    sent = {"file": file, "decimal_mark": "."}
    answer = as_manager.post(reverse("observations_import", args=["riverside"]), sent)
    assert answer.status_code == 422
    assert "figures-of-march.csv" in answer.content.decode()


def test_when_the_form_begins_anew_the_promise_is_broken(as_manager, programme, manager, monkeypatch):
    shown = records._form_page

    def forgetful(request, programme, kind, form, back, **context):
        for name in texts_of(form):
            form.data = form.data.copy()
            form.data[name] = ""
        return shown(request, programme, kind, form, back, **context)

    monkeypatch.setattr(records, "_form_page", forgetful)
    with pytest.raises(AssertionError):
        hold(as_manager, kind_called("risk").key)
