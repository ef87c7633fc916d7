"""Rating by link, from the first screen to the group's result.

The link is the key: 192 random bits under the server's signature, so there is nothing to guess and no brake on guessing.
Every link that opens nothing gets the same 404. A refused form comes back with the status 200; what is answered with
another one is logged with its address, from which `config.log_lines` cuts the token. What is typed here is kept in no
draft: drafts belong to accounts, and ratings to nobody (docs/adr/0014).
"""

from collections.abc import Callable
from functools import wraps
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from assessments.actions.ballots import (
    NotAsked,
    NotOpen,
    TooManyViews,
    hold_another_view,
    rate,
    say_profession,
)
from assessments.answering import OffTheScale
from assessments.ballots import respondent_for, token_of
from assessments.forms.rating import AS_BEFORE, ProfessionForm, RatingForm, ViewForm
from assessments.instrument_pack import Dimension, anchor_of
from assessments.models import Assessment, Respondent, Round, RoundState
from assessments.rating_group import beside, group_of
from assessments.rating_own import own
from assessments.rating_page import Door, Seat, closed_when, frame, seat_of, stops_of, way, welcome
from assessments.readers import Reader
from programmes.access import needs, public
from programmes.models import Programme

PROFESSION = "profession"  # the cookie that carries the answer of the first screen until something is rated
PROFESSION_FOR = 30 * 24 * 3600  # seconds
READER = "reader"  # the cookie by which a browser is shown again what it has written (assessments.readers)
READER_FOR = 400 * 24 * 3600  # three rounds may take a year, and no browser keeps a cookie for longer
View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """The view gets the seat that the link belongs to, or never runs."""

    @public
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        respondent = respondent_for(token)
        if respondent is None:
            raise Http404
        try:
            if respondent.assessment.is_readable:
                response = view(request, seat_of(respondent, _reader(request, respondent)), **kwargs)
            else:
                response = _unreadable(request, respondent.assessment)
        except (
            NotAsked
        ):  # an address that no page leads to; or withdrawn a moment ago, and then there is no first page
            response = redirect("rate", token)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def _unreadable(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The file of the instrument is gone: said in words, and logged as a fault of the site. What was sent is shown."""
    typed = [text for name in ("reason", "text") if (text := request.POST.get(name, "").strip())]
    context = {"assessment": assessment, "typed": typed}
    return render(request, "assessments/rate/unreadable.html", context, status=503)


def _reader(request: HttpRequest, respondent: Respondent) -> Reader:
    is_respondent = request.user.is_authenticated and request.user.pk == respondent.user_id
    return Reader(request.COOKIES.get(READER) or token_urlsafe(24), is_respondent)


def _know_again(response: HttpResponse, seat: Seat) -> None:
    """What has been saved is shown again in this browser."""
    _keep(response, seat, READER, seat.reader.word, READER_FOR)


def _keep(response: HttpResponse, seat: Seat, name: str, value: str, seconds: int) -> None:
    """In the browser, for this link alone."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=reverse("rate", args=[seat.token]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def rate_begin(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Who asks what, and who will see what; or what the round has come to."""
    if seat.door is Door.OPEN:
        return _welcome(request, seat)
    context = frame(seat) | {"end": closed_when(seat.round) if seat.door is Door.CLOSED else None}
    if seat.door in {Door.REVEALED, Door.NOT_YET, Door.LATECOMER}:
        context["group"] = group_of(seat)
    return render(request, f"assessments/rate/{seat.door}.html", context)


def _welcome(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = _profession_form(request, seat)
    if request.method == "POST" and form.is_valid():
        first = next((stop for stop in stops_of(seat) if not stop.is_answered), stops_of(seat)[0])
        response = redirect("rate_dimension", seat.token, first.dimension.key)
        chosen = form.cleaned_data.get("profession", AS_BEFORE)
        return response if chosen == AS_BEFORE else _say(response, seat, chosen)
    return render(request, "assessments/rate/open.html", frame(seat) | {"form": form, "page": welcome(seat)})


def _profession_form(request: HttpRequest, seat: Seat) -> ProfessionForm:
    """Without the question where a group answers, and in later rounds: the profession of the first one holds."""
    is_unseen = seat.sheet is not None and seat.profession is None
    said = seat.profession if seat.sheet else request.COOKIES.get(PROFESSION, "")
    form = ProfessionForm(
        request.POST if request.method == "POST" else None,
        initial={"profession": AS_BEFORE if is_unseen else said},
        is_unseen=is_unseen,
    )
    if seat.is_joint or len(seat.rounds) > 1:
        del form.fields["profession"]
    return form


def _say(response: HttpResponse, seat: Seat, profession: str) -> HttpResponse:
    """Until something is rated there is no sheet, and nobody has answered: till then the browser keeps it."""
    try:
        say_profession(
            respondent=seat.respondent, round=seat.round, profession=profession, reader=seat.reader
        )
    except NotOpen:
        return redirect("rate", seat.token)
    _keep(response, seat, PROFESSION, profession, PROFESSION_FOR)
    _know_again(response, seat)
    return response


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def rate_dimension(request: HttpRequest, seat: Seat, dimension: str) -> HttpResponse:
    found = _found(seat, dimension)
    form = _rating_form(request, seat, found)
    is_asked = seat.door is Door.OPEN and found in seat.asked
    if request.method != "POST":
        return _screen(request, seat, found, form) if is_asked else redirect("rate", seat.token)
    if is_asked and not form.is_valid():
        return _screen(request, seat, found, form)
    if seat.round is None:
        return _not_counted(request, seat, found, form, None)
    try:
        return _stored(request, seat, found, form)
    except NotOpen as refusal:
        return _not_counted(request, seat, found, form, refusal.round)
    except OffTheScale as refusal:  # no page offers this
        form.add_error(None, str(refusal))
        return _screen(request, seat, found, form)


def _found(seat: Seat, key: str) -> Dimension:
    found = {dimension.key: dimension for dimension in seat.instrument.dimensions}.get(key)
    if found is None:
        raise NotAsked(key)
    return found


def _rating_form(request: HttpRequest, seat: Seat, dimension: Dimension) -> RatingForm:
    return RatingForm(
        request.POST if request.method == "POST" else None,
        instrument=seat.instrument,
        dimension=dimension,
        answers=seat.last_said(dimension.key) or [],
        rounds=[round.number for round in seat.rounds],
    )


def _screen(request: HttpRequest, seat: Seat, dimension: Dimension, form: RatingForm) -> HttpResponse:
    context = frame(seat) | {
        "form": form,
        "dimension": dimension,
        "way": way(seat, dimension),
        "beside": beside(seat, dimension),
        "is_answered": dimension.key in seat.answered,
        "is_sealed": seat.last_said(dimension.key) is None,
    }
    return render(request, "assessments/rate/dimension.html", context)


def _stored(request: HttpRequest, seat: Seat, dimension: Dimension, form: RatingForm) -> HttpResponse:
    """Store what was sent, for the round that the page was of, and lead on."""
    round = _round_of(seat, form)
    if seat.door is not Door.OPEN or round != seat.round or dimension not in seat.asked:
        raise NotOpen(round)
    rate(
        respondent=seat.respondent,
        round=round,
        dimension=dimension.key,
        given=form.given(),
        profession=None if seat.sheet else request.COOKIES.get(PROFESSION, ""),
        reader=seat.reader,
    )
    after = way(seat, dimension).after
    there = ("rate_dimension", seat.token, after.dimension.key) if after else ("rate_yours", seat.token)
    response = redirect(*there)
    _know_again(response, seat)
    return response


def _round_of(seat: Seat, form: RatingForm) -> Round:
    """The round whose page was sent; what names none is meant for the one that is asked."""
    number = form["round"].value()
    return next((round for round in seat.rounds if str(round.number) == str(number)), seat.round)


def _not_counted(
    request: HttpRequest, seat: Seat, dimension: Dimension, form: RatingForm, round: Round | None
) -> HttpResponse:
    """Too late, or before the first round (None): what was typed is shown, so that it is not lost."""
    is_over = round is not None and round.state in {RoundState.CLOSED, RoundState.REVEALED}
    context = frame(seat) | {
        "dimension": dimension,
        "typed": form.typed(),
        "late": round,
        "end": closed_when(round) if is_over else None,
    }
    return render(request, "assessments/rate/not_counted.html", context)


@by_link
@require_safe
def rate_yours(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything that one has said, at once."""
    if seat.door in {Door.NOT_YET, Door.LATECOMER}:
        return redirect("rate", seat.token)
    return render(request, "assessments/rate/yours.html", frame(seat) | {"own": own(seat)})


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def rate_view(request: HttpRequest, seat: Seat, dimension: str) -> HttpResponse:
    """Where one sees it differently from the group, in one's own words.

    What was being written when the next round opened is taken for the round that it was written about.
    """
    found = _found(seat, dimension)
    is_offered = seat.door is Door.REVEALED or (request.method == "POST" and seat.last_revealed is not None)
    if not is_offered:
        return redirect("rate", seat.token)
    form = ViewForm(request.POST or None, instrument=seat.instrument, dimension=found)
    if form.is_valid() and _is_held(seat, found, form):
        if seat.door is not Door.REVEALED:  # the page that it leads to does not show it
            words = _("Your view stands beside the result of round %(n)d.") % {"n": seat.last_revealed.number}
            messages.success(request, words)
        return redirect(f"{reverse('rate', args=[seat.token])}#{anchor_of(found.key)}")
    return render(request, "assessments/rate/view.html", frame(seat) | {"form": form, "dimension": found})


def _is_held(seat: Seat, dimension: Dimension, form: ViewForm) -> bool:
    try:
        hold_another_view(
            respondent=seat.respondent,
            round=seat.last_revealed,
            dimension=dimension.key,
            text=form.cleaned_data["text"],
            level=form.chosen_level(),
        )
    except TooManyViews:
        form.add_error(None, _("You have written many views within an hour. Send this one a little later."))
        return False
    return True


@needs(Permission.VIEW)
@require_safe
def assessment_rate(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    """For members who are asked: on to their own link, which is the same that they were sent."""
    asked = Respondent.objects.filter(programme=programme, assessment__removed_at=None, user=request.user)
    respondent = get_object_or_404(asked.none() if programme.at else asked, assessment=pk)
    return redirect("rate", token_of(respondent))
