"""The acts of a round: sending invitations, reminding, closing, revealing, opening the next round. Each asks first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.drafts_once import was_not_needed
from accounts.roles import Permission
from assessments.actions.reveal import NotToReveal, reveal
from assessments.actions.rounds import (
    NobodyAsked,
    OutOfTurn,
    TooLate,
    close_early,
    launch,
    open_next_round,
    remind,
)
from assessments.assessment_frame import frame_of
from assessments.forms.rounds import NextRoundForm
from assessments.models import Assessment, Round, RoundResult
from assessments.round_questions import (
    about_closing,
    about_launching,
    about_reminding,
    about_revealing,
)
from assessments.round_words import standing_of
from assessments.views.panel import site_of
from history.actions import Stale
from history.models import Tracked
from programmes.access import needs
from programmes.clash import last_act
from programmes.forms import ReasonForm
from programmes.models import Programme
from programmes.reading import lens_on
from programmes.views.answers import Question, ask, done, sent

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Act:
    """`about` puts the question, or says None where it is too late for the act; `do` does it and says what was done.

    `reads`: it needs the instrument, whose file may be gone.
    """

    about: Callable[[Round], Question | None]
    do: Callable[..., str]
    reads: bool = False


@needs(Permission.FACILITATE)
@form_page
def assessment_launch(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    act = Act(about_launching, partial(_launched, site_of(request)), reads=True)
    return _asked_first(request, programme, _round(programme, pk), act)


@needs(Permission.FACILITATE)
@form_page
def assessment_close(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _asked_first(request, programme, _round(programme, pk), Act(about_closing, _closed))


@needs(Permission.FACILITATE)
@form_page
def assessment_reveal(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    return _asked_first(
        request, programme, _round(programme, pk), Act(about_revealing, _revealed, reads=True)
    )


@needs(Permission.FACILITATE)
@form_page
def assessment_remind(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    act = Act(about_reminding, partial(_reminded, site_of(request)))
    return _asked_first(request, programme, _round(programme, pk), act)


def _launched(site: str, **how: Any) -> str:
    launch(site=site, **how)
    return _("The invitations are on their way.")


def _closed(**how: Any) -> str:
    close_early(**how)
    return _("Closed. Nobody has seen the answers; reveal them next.")


def _revealed(**how: Any) -> str:
    reveal(**how)
    return _("Revealed: everybody in the programme can see the result now.")


def _reminded(site: str, **how: Any) -> str:
    count = remind(site=site, **how)
    if not count:
        return _("Nobody was left to be reminded today.")
    words = ngettext("%(n)d reminder is on its way.", "%(n)d reminders are on their way.", count)
    return words % {"n": count}


def _round(programme: Programme, pk: int) -> Round:
    """The newest round of an assessment."""
    assessment = get_object_or_404(Assessment, programme=programme, pk=pk)
    newest = Round.objects.filter(assessment=assessment).order_by("number").last()
    if newest is None:
        raise Http404
    assessment.programme = newest.programme = programme
    newest.assessment = assessment
    return newest


def _asked_first(request: HttpRequest, programme: Programme, round: Round, act: Act) -> HttpResponse:
    question = act.about(round)
    if question is None:
        return _overtaken(request, round)
    if act.reads and not round.assessment.is_readable:
        return _unreadable(request, round)
    form = ReasonForm(sent(request), version=round.version, is_asked=False)
    overtaken: Tracked | None = None
    if request.method == "POST" and form.is_valid():
        try:
            words = act.do(round=round, version=form.token(), by=request.user)
        except Stale as stale:
            form, overtaken = form.anew(stale.row.version), stale.row
        except (OutOfTurn, NotToReveal):
            return _overtaken(request, _round(programme, round.assessment_id))
        except NobodyAsked:
            form.add_error(None, _("Nobody is asked yet. Choose the panel first."))
        except TooLate:
            form.add_error(None, _("Its last day has passed. Give the round a later last day first."))
        else:
            return done(request, round.assessment.get_absolute_url(), words)
    return ask(request, programme, question, form, overtaken=overtaken)


def _overtaken(request: HttpRequest, round: Round) -> HttpResponse:
    """Somebody was quicker, or the form was sent twice: nothing is left to do, and the page shows why."""
    was_not_needed(request)
    words = _("There is nothing to do here now: %(title)s is at “%(state)s”.")
    told = words % {"title": round.assessment, "state": standing_of(round).words}
    return done(request, round.assessment.get_absolute_url(), told)


def _unreadable(request: HttpRequest, round: Round) -> HttpResponse:
    words = _(
        "The instrument of %(title)s cannot be read, so this cannot be done now. What was answered is kept. Tell whoever runs "
        "this site: its file is missing, or this release cannot read it."
    )
    told = words % {"title": round.assessment}
    return done(request, round.assessment.get_absolute_url(), told, level=messages.ERROR)


@needs(Permission.FACILITATE)
@form_page
def assessment_next_round(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    last = _round(programme, pk)
    if not last.revealed_at or last.number >= last.assessment.rounds_planned:
        return _overtaken(request, last)
    if not last.assessment.is_readable:
        return _unreadable(request, last)
    form = NextRoundForm(sent(request), last=last, split=_split(last))
    stale: Tracked | None = None
    if request.method == "POST" and form.is_valid():
        try:
            open_next_round(
                last=last,
                version=form.token(),
                by=request.user,
                site=site_of(request),
                **form.said(),
            )
        except Stale as refused:
            stale = refused.row
            form.anew(refused.row)
        except OutOfTurn:
            return _overtaken(request, _round(programme, pk))
        except NobodyAsked:
            form.add_error(None, _("Nobody rated in the first round, so nobody can rate in this one."))
        else:
            words = _("The next round is open; those who rated before are written to.")
            return done(request, last.assessment.get_absolute_url(), words)
    context = {
        "programme": programme,
        "section": "journey",
        "frame": frame_of(lens_on(programme), pk, "assessment"),
        "form": form,
        "number": last.number + 1,
        "is_stale": stale is not None,
        "act": last_act(stale, programme) if stale else None,
    }
    status = 409 if stale else 422 if form.errors else 200
    return render(request, "assessments/next_round.html", context, status=status)


def _split(last: Round) -> list[str]:
    """The dimensions in which the panel was split in a round."""
    content = RoundResult.objects.get(round=last).content
    return [key for key, result in content.get("dimensions", {}).items() if _verdict(result) == "split"]


def _verdict(result: dict[str, Any]) -> str | None:
    """The published rule's, of a dimension's result; None where nothing is shown or there is none."""
    return ((result.get("summary") or {}).get("ijic7747") or {}).get("distribution")
