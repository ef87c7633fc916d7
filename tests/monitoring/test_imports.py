"""Importing figures: previewed, all or nothing, once, and undone as one act."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from history.actions import remove_row
from history.models import Change, ChangeSet
from monitoring.models import Import, ImportDraft, Observation
from tests.conftest import sign_in
from tests.monitoring.conftest import an_indicator, with_figures

CSV = "period,value,note\n2024-01-01,101,\n2024-02-01,102,Cyber attack\n2024-03-01,,System down\n"


def import_url(indicator=None):
    return reverse("observations_import", args=["riverside", *([indicator.pk] if indicator else [])])


def upload(client, content, indicator=None, name="figures.csv", **fields):
    content = content.encode() if isinstance(content, str) else content
    sent = {"file": SimpleUploadedFile(name, content), "decimal_mark": "."} | fields
    return client.post(import_url(indicator), sent)


def confirm(client, preview_url, **fields):
    """Look at the preview, then send what its form holds."""
    page = client.get(preview_url)
    return client.post(preview_url, {"fingerprint": page.context["page"].plan.fingerprint} | fields)


def take_in(client, content, indicator=None, **fields):
    answer = upload(client, content, indicator)
    assert answer.status_code == 302, answer.context["upload"].problems
    return confirm(client, answer.url, **fields)


def stored(indicator):
    return {row.period: (row.value, row.note) for row in Observation.objects.filter(indicator=indicator)}


def test_the_page_says_what_a_file_should_look_like_and_complains_of_nothing(as_manager, indicator):
    for url in (import_url(), import_url(indicator)):
        answer = as_manager.get(url)
        assert answer.status_code == 200
        assert "What the file should look like" in answer.text
        assert "This field is required" not in answer.text


def test_a_file_is_shown_first_and_nothing_is_taken_in(as_manager, indicator):
    answer = upload(as_manager, CSV, indicator)
    text = as_manager.get(answer.url).text
    assert "3 figures would be added" in text
    assert "Cyber attack" in text
    assert not Observation.objects.exists()
    assert not Import.objects.exists()


def test_a_confirmed_file_is_one_act_whose_cause_is_the_import(as_manager, indicator):
    answer = take_in(as_manager, CSV, indicator)
    imported = Import.objects.get()
    assert answer.url == f"{import_url(indicator)}#import-{imported.pk}"
    assert stored(indicator) == {
        date(2024, 1, 1): (101, ""),
        date(2024, 2, 1): (102, "Cyber attack"),
        date(2024, 3, 1): (None, "System down"),
    }
    acts = {
        change.change_set_id
        for change in Change.objects.filter(model__in=["monitoring.observation", "monitoring.import"])
    }
    act = ChangeSet.objects.get(pk__in=acts)
    assert (act.cause_model, act.cause_id) == ("monitoring.import", imported.pk)
    assert act.cause_title == "Import of figures.csv"
    assert Observation.history.filter(change_set=act).count() == 3
    assert "figures.csv" in as_manager.get(import_url()).text


@pytest.mark.parametrize(
    "bad",
    [
        "2024-04-01,many,",
        "2024-04-31,5,",
        "2024-01-15,5,",
        "2999-01-01,5,",
        "2024-04-01,-5,",
        ",5,",
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(as_manager, indicator, bad):
    answer = upload(as_manager, f"{CSV}{bad}\n", indicator)
    assert answer.status_code == 422
    assert "Nothing was taken in: one thing is wrong with figures.csv" in answer.text
    assert [problem.row for problem in answer.context["upload"].problems] == [5]
    assert not ImportDraft.objects.exists()


def test_importing_the_same_file_again_changes_nothing_and_says_so(as_manager, indicator):
    take_in(as_manager, CSV, indicator)
    rows, acts = Observation.history.count(), ChangeSet.objects.count()
    answer = as_manager.get(upload(as_manager, CSV, indicator).url)
    assert "changes nothing: all its figures are stored already. The same file was taken in on" in answer.text
    assert (Observation.history.count(), ChangeSet.objects.count()) == (rows, acts)


def test_a_corrected_figure_is_shown_from_and_to_and_needs_a_reason(as_manager, indicator):
    take_in(as_manager, CSV, indicator)
    answer = upload(as_manager, CSV.replace("101", "99.5"), indicator)
    text = as_manager.get(answer.url).text
    assert "<del>101</del>" in text
    assert "<ins>99.5</ins>" in text
    refused = confirm(as_manager, answer.url)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert not Change.objects.filter(kind="changed").exists()
    assert confirm(as_manager, answer.url, reason="Final return").status_code == 302
    assert stored(indicator)[date(2024, 1, 1)] == (Decimal("99.5"), "")
    assert Change.objects.filter(kind="changed", model="monitoring.observation").count() == 1


def test_an_empty_cell_never_wipes_out_what_is_stored(as_manager, indicator):
    take_in(as_manager, CSV, indicator)
    answer = upload(as_manager, "period,value,note\n2024-01-01,,\n2024-02-01,,\n", indicator)
    assert answer.url == import_url(indicator)
    assert stored(indicator)[date(2024, 2, 1)] == (102, "Cyber attack")


def test_a_file_for_many_indicators_names_them_by_code_or_title(as_manager, programme, manager, indicator):
    other = an_indicator(programme, manager, code="DD", title="Delayed discharges")
    take_in(as_manager, "Code,Month,Value\nea75,Jan 2024,5\ndelayed discharges,Jan 2024,6\n")
    assert stored(indicator) == {date(2024, 1, 1): (5, "")}
    assert stored(other) == {date(2024, 1, 1): (6, "")}


@pytest.mark.parametrize(
    ("name", "message"),
    [("XX", "No indicator of this programme"), ("", "Say which indicator"), ("Twin", "Several indicators")],
)
def test_an_indicator_that_is_not_known_or_not_clear_is_a_problem(
    as_manager, programme, manager, name, message
):
    an_indicator(programme, manager, code="A1", title="Twin")
    an_indicator(programme, manager, code="A2", title="Twin")
    assert message in upload(as_manager, f"code,period,value\n{name},2024-01,5\n").text


def test_a_file_for_one_indicator_does_not_take_figures_of_another(as_manager, programme, manager, indicator):
    an_indicator(programme, manager, code="DD", title="Delayed discharges")
    answer = upload(as_manager, "code,period,value\nDD,2024-01,5\n", indicator)
    assert "another indicator than EA75" in answer.text


def test_a_preview_belongs_to_its_sender_and_lasts_a_day(as_manager, contributor, stranger, indicator):
    url = upload(as_manager, CSV, indicator).url
    assert sign_in(stranger).get(url).status_code == 404
    assert sign_in(contributor).get(url).url == import_url()
    draft = ImportDraft.objects.get()
    draft.made_at = timezone.now() - timedelta(hours=25)
    draft.save()
    answer = as_manager.post(url, {"fingerprint": "x"}, follow=True)
    assert "This preview is gone" in answer.text
    assert not Observation.objects.exists()


def test_figures_that_changed_after_the_preview_are_shown_again_before_anything_happens(
    as_manager, indicator, manager
):
    url = upload(as_manager, CSV, indicator).url
    seen = as_manager.get(url).context["page"].plan.fingerprint
    with_figures(indicator, [55], manager, date(2024, 1, 1))
    answer = as_manager.post(url, {"fingerprint": seen, "reason": "Late return"})
    assert "The stored figures have changed since you looked" in answer.text
    assert "<del>55</del>" in answer.text
    assert stored(indicator) == {date(2024, 1, 1): (55, "")}


def test_confirming_twice_takes_the_file_in_once(as_manager, indicator):
    url = upload(as_manager, CSV, indicator).url
    seen = as_manager.get(url).context["page"].plan.fingerprint
    as_manager.post(url, {"fingerprint": seen})
    answer = as_manager.post(url, {"fingerprint": seen}, follow=True)
    assert "This preview is gone" in answer.text
    assert Import.objects.count() == 1


def test_a_preview_whose_indicator_is_gone_is_sent_back(as_manager, programme, manager, indicator):
    url = upload(as_manager, "code,period,value\nEA75,2024-01,5\n").url
    remove_row(row=indicator, version=1, by=manager)
    assert "An indicator of this file has been removed since" in as_manager.get(url, follow=True).text


def test_undoing_an_import_is_one_act_and_puts_everything_back(as_manager, indicator, manager):
    with_figures(indicator, [90, 91], manager, date(2024, 1, 1))
    before = stored(indicator)
    take_in(as_manager, CSV, indicator, reason="Final return")
    imported = Import.objects.get()
    url = reverse("import_undo", args=["riverside", imported.pk])
    assert "Undo this import?" in as_manager.get(url).text
    assert as_manager.post(url, {"reason": "Wrong file", "version": 1}).status_code == 302
    assert stored(indicator) == before
    act = ChangeSet.objects.latest("pk")
    assert (act.reason, act.cause_id) == ("Wrong file", imported.pk)
    assert act.changes.filter(model="monitoring.observation").count() == 3
    assert as_manager.get(url).status_code == 404


def test_a_file_that_was_undone_can_be_taken_in_again(as_manager, indicator):
    take_in(as_manager, CSV, indicator)
    as_manager.post(reverse("import_undo", args=["riverside", Import.objects.get().pk]), {"version": 1})
    assert not stored(indicator)
    take_in(as_manager, CSV, indicator)
    assert len(stored(indicator)) == 3


def test_an_import_is_not_undone_over_later_edits_which_are_named(as_manager, indicator):
    take_in(as_manager, CSV, indicator)
    row = Observation.objects.get(period=date(2024, 2, 1))
    edit = reverse("record_edit", args=["riverside", "observation", row.pk])
    as_manager.post(edit, {"period": "2024-02", "value": "110", "reason": "Late", "version": "1"})
    answer = as_manager.post(
        reverse("import_undo", args=["riverside", Import.objects.get().pk]), {"version": 1}
    )
    assert answer.status_code == 409
    assert "Emergency admissions, Feb 2024" in answer.text
    assert "Jan 2024" not in answer.text
    assert len(stored(indicator)) == 3
    assert Import.objects.get().undone_at is None


def test_a_large_file_takes_few_queries_to_add(as_manager, indicator, django_assert_max_num_queries):
    days = (date(1990, 1, 1) + timedelta(days=7 * number) for number in range(1800))
    weekly = an_indicator(
        indicator.programme, indicator.programme.user, code="W", title="Weekly", frequency="weekly"
    )
    answer = upload(as_manager, "period,value\n" + "".join(f"{day},5\n" for day in days), weekly)
    seen = as_manager.get(answer.url).context["page"].plan.fingerprint
    with django_assert_max_num_queries(100):
        as_manager.post(answer.url, {"fingerprint": seen})
    assert weekly.observations.count() == 1800


@pytest.mark.parametrize("name", ["observer", "board_member"])
def test_those_who_only_look_may_not_import_or_undo(request, as_manager, indicator, name):
    take_in(as_manager, CSV, indicator)
    client = sign_in(request.getfixturevalue(name))
    undo = reverse("import_undo", args=["riverside", Import.objects.get().pk])
    assert upload(client, CSV, indicator).status_code == 403
    assert client.get(import_url()).status_code == 403
    assert client.post(undo).status_code == 403
    assert client.get(reverse("observations_export", args=["riverside"])).status_code == 200


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"file": ""}, "This field is required"),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty"),
        ({"decimal_mark": "x"}, "not one of the available choices"),
    ],
)
def test_a_form_without_a_usable_file_says_so(as_manager, indicator, fields, message):
    answer = upload(as_manager, CSV, indicator, **fields)
    assert answer.status_code == 422
    assert message in answer.text


def test_what_is_exported_is_read_back_without_a_difference(as_manager, programme, manager, indicator):
    notes = ["=SUM(A1)", "'quoted", "@handle", "é ß 中 ‏עברית 🙂", 'a, "b"; c', "  -5 below", "'=x"]
    rows = with_figures(
        indicator, ["0.000001", "12345678901.5", None, "1e2", "0", "7.10", "3"], manager, date(2024, 1, 1)
    )
    for row, note in zip(rows, notes, strict=True):
        url = reverse("record_edit", args=["riverside", "observation", row.pk])
        value = "" if row.value is None else str(row.value)
        as_manager.post(url, {"period": row.period.isoformat(), "value": value, "note": note, "version": "1"})
    exported = as_manager.get(reverse("observations_export", args=["riverside", indicator.pk]))
    assert exported.headers["Content-Disposition"].startswith("attachment;")
    assert "changes nothing" in as_manager.get(upload(as_manager, exported.content, indicator).url).text
    before = stored(indicator)
    for row in Observation.objects.all():
        remove_row(row=row, version=row.version, by=manager)
    take_in(as_manager, exported.content)
    assert stored(indicator) == before


def test_no_cell_of_an_export_starts_a_formula(as_manager, indicator, manager):
    (row,) = with_figures(indicator, [5], manager, date(2024, 1, 1))
    url = reverse("record_edit", args=["riverside", "observation", row.pk])
    as_manager.post(url, {"period": "2024-01", "value": "5", "note": '=HYPERLINK("x")', "version": "1"})
    text = as_manager.get(reverse("observations_export", args=["riverside"])).text
    assert "\"'=HYPERLINK" in text


def test_the_file_to_fill_in_names_the_periods_that_are_missing(as_manager, indicator, manager):
    with_figures(indicator, [5], manager, date(2024, 1, 1))
    text = as_manager.get(reverse("observations_template", args=["riverside", indicator.pk])).text
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[:3] == ["indicator,period,value,note", "EA75,2024-02-01,,", "EA75,2024-03-01,,"]
