"""Taking in a file of figures: upload, preview, confirm, undo. Nothing is stored while anything is wrong."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Permission
from history.actions import Stale
from monitoring.actions import (
    Outdated,
    Touched,
    keep_draft,
    plan_of_draft,
    take_in,
    undo_import,
)
from monitoring.forms import ImportReasonForm, UploadForm
from monitoring.imports.plan import plan_of
from monitoring.imports.rows import Rules
from monitoring.imports.upload import Upload, read_upload
from monitoring.imports_page import earlier_imports, preview_page, same_file
from monitoring.models import Import, ImportDraft, Indicator, Observation
from programmes.access import needs
from programmes.clash import last_act
from programmes.forms import ReasonForm
from programmes.models import Programme
from programmes.models.programme import today


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _import_url(programme: Programme, indicator: Indicator | None) -> str:
    return reverse("observations_import", args=[programme.slug, *([indicator.pk] if indicator else [])])


def _own_indicator(programme: Programme, pk: int | None) -> Indicator | None:
    return get_object_or_404(Indicator, programme=programme, pk=pk) if pk else None


@needs(Permission.EDIT)
def observations_import(request: HttpRequest, programme: Programme, pk: int | None = None) -> HttpResponse:
    indicator = _own_indicator(programme, pk)
    form = UploadForm(_sent(request), request.FILES if request.method == "POST" else None)
    upload = None
    if request.method == "POST" and form.is_valid():
        upload = _read(programme, indicator, form)
        if not upload.readout.problems:
            return _keep(request, programme, indicator, upload)
    context = {
        "programme": programme,
        "section": "measures",
        "indicator": indicator,
        "form": form,
        "upload": upload,
        "earlier": earlier_imports(programme, indicator),
    }
    return render(
        request, "monitoring/observations_import.html", context, status=422 if upload or form.errors else 200
    )


def _read(programme: Programme, indicator: Indicator | None, form: UploadForm) -> Upload:
    rules = Rules(
        indicators=list(Indicator.objects.filter(programme=programme)),
        only=indicator,
        decimal_mark=form.cleaned_data["decimal_mark"],
        today=today(),
    )
    return read_upload(form.cleaned_data["file"], rules)


def _keep(
    request: HttpRequest, programme: Programme, indicator: Indicator | None, upload: Upload
) -> HttpResponse:
    """On to the preview; a file that would change nothing says so at once."""
    figures = upload.readout.figures
    wanted = {figure.indicator.pk for figure in figures}
    if plan_of(figures, Observation.objects.filter(indicator__in=wanted)).is_empty:
        messages.info(request, same_file(programme, upload))
        return redirect(_import_url(programme, indicator))
    draft = keep_draft(
        programme=programme,
        indicator=indicator,
        file_name=upload.name,
        sha256=upload.sha256,
        figures=figures,
        notices=upload.readout.notices,
        by=request.user,
    )
    return redirect("import_preview", programme.slug, draft.token)


@needs(Permission.EDIT)
def import_preview(request: HttpRequest, programme: Programme, token: str) -> HttpResponse:
    draft = ImportDraft.objects.filter(programme=programme, user=request.user, token=token).first()
    if draft is None or draft.is_expired:
        messages.warning(
            request,
            _(
                "This preview is gone: it was taken in already or is older than a day. Nothing was changed now."
            ),
        )
        return redirect("observations_import", programme.slug)
    try:
        plan = plan_of_draft(draft)
    except Outdated:
        messages.error(request, _("An indicator of this file has been removed since. Send the file again."))
        return redirect(_import_url(programme, draft.indicator))
    form = ImportReasonForm(_sent(request), is_needed=plan.needs_reason)
    if request.method == "POST" and form.is_valid():
        if answer := _take_in(request, draft, form):
            return answer
        plan = plan_of_draft(draft)
    context = {
        "programme": programme,
        "section": "measures",
        "draft": draft,
        "page": preview_page(plan),
        "form": form,
    }
    return render(request, "monitoring/import_preview.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, draft: ImportDraft, form: ImportReasonForm) -> HttpResponse | None:
    """The answer to a confirmed preview; None when the person has to look again."""
    url = _import_url(draft.programme, draft.indicator)
    seen, reason = request.POST.get("fingerprint", ""), form.cleaned_data["reason"]
    try:
        imported = take_in(draft=draft, fingerprint=seen, by=request.user, reason=reason)
    except Outdated:
        form.add_error(
            None, _("The stored figures have changed since you looked. This is the preview as of now.")
        )
        return None
    except ImportDraft.DoesNotExist:
        return redirect(url)
    messages.success(request, _taken_in(imported))
    return redirect(f"{url}#import-{imported.pk}")


def _taken_in(imported: Import) -> str:
    added = ngettext("%d figure added", "%d figures added", imported.rows_added) % imported.rows_added
    changed = ngettext("%d changed", "%d changed", imported.rows_changed) % imported.rows_changed
    return _("%(file)s: %(added)s, %(changed)s.") % {
        "file": imported.file_name,
        "added": added,
        "changed": changed,
    }


@needs(Permission.EDIT)
def import_undo(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    imported = get_object_or_404(Import, programme=programme, pk=pk)
    if imported.undone_at:
        raise Http404
    form = ReasonForm(_sent(request), version=imported.version)
    touched: list[Observation] = []
    overtaken = None
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            undo_import(imported=imported, version=form.token(), by=request.user, reason=reason)
        except Touched as problem:
            touched = problem.rows
        except Stale as stale:
            form, overtaken = form.anew(stale.row.version), stale.row
        else:
            messages.success(
                request,
                _("%(file)s is undone, as one act. It stays in the history.") % {"file": imported.file_name},
            )
            return redirect("observations_import", programme.slug)
    context = {
        "programme": programme,
        "section": "measures",
        "imported": imported,
        "form": form,
        "touched": touched,
        "is_stale": overtaken is not None,
        "act": last_act(overtaken, programme) if overtaken else None,
    }
    return render(
        request,
        "monitoring/import_undo.html",
        context,
        status=409 if touched or overtaken else 422 if form.errors else 200,
    )
