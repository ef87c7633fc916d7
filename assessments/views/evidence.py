"""The evidence library by itself and within a programme, one article of it, and citing from it."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from assessments.actions.evidence import cite
from assessments.citing import CITATIONS, target_called, target_name
from assessments.evidence_page import article_page, evidence_page
from assessments.models.evidence import CitationRow
from history.lens import Lens
from programmes.access import needs, signed_in
from programmes.kinds import kind_of
from programmes.models.programme import Programme
from programmes.reading import lens_on
from programmes.views.answers import done


@signed_in
@require_safe
def evidence_library(request: HttpRequest) -> HttpResponse:
    context = {
        "base": "base.html",
        "page": evidence_page(request.GET),
        "address": reverse("evidence_library"),
    }
    return render(request, "assessments/evidence_library.html", context)


@signed_in
@require_safe
def evidence_article(request: HttpRequest, article: str) -> HttpResponse:
    try:
        page = article_page(article)
    except LookupError as error:
        raise Http404 from error
    return render(request, "assessments/evidence_article.html", {"page": page, "article": page.article})


@needs(Permission.VIEW)
@require_safe
def programme_evidence(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The library with what the programme has cited; with `for`, to cite for one of its records."""
    target = target_called(programme, request.GET.get("for", ""))
    cited = _all_cited(lens_on(programme))
    place = (target._meta.label_lower, target.pk) if target else None
    for_target = frozenset(one.factor for one in cited if (one.target_model, one.target_id) == place)
    context = {
        "base": "programme.html",
        "programme": programme,
        "section": kind_of(target).section if target else "journey",
        "address": reverse("programme_evidence", args=[programme.slug]),
        "page": evidence_page(request.GET, Counter(one.factor for one in cited), for_target),
        "target": target,
        "target_name": target_name(target) if target else "",
        "noun": target._meta.verbose_name if target else "",
        "counted": len(for_target),
    }
    return render(request, "assessments/evidence_library.html", context)


def _all_cited(lens: Lens) -> list[CitationRow]:
    """Everything that is cited in the programme, as far as the person may see it."""
    return [row for see, model in CITATIONS.items() if lens.programme.may(see) for row in lens.rows(model)]


@needs(Permission.EDIT)
@require_POST
def evidence_cite(request: HttpRequest, programme: Programme) -> HttpResponse:
    target = target_called(programme, request.POST.get("for", ""))
    library = reverse("programme_evidence", args=[programme.slug])
    if target is None:
        return _refused(request, library, _("The record for which you cited is not there any more."))
    try:
        cited = cite(target=target, factor=request.POST.get("factor", ""), by=request.user)
    except LookupError:
        there = f"{library}?for={target_name(target)}"
        return _refused(request, there, _("The library does not have this any more. Choose again."))
    return done(
        request,
        f"{target.get_absolute_url()}#evidence",
        _("Cited: %(evidence)s") % {"evidence": cited.words},
        undo_url=reverse("record_remove", args=[programme.slug, cited._meta.model_name, cited.pk]),
    )


def _refused(request: HttpRequest, url: str, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect(url)
