"""Pages of a person and of an organisation, and the door that an invitation opens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import let_administer, rename_person
from accounts.forms import NameForm, RegistrationForm
from accounts.models import Organisation, OrganisationMember, User
from accounts.sessions import places_of
from history.actions import Stale
from programmes.access import public, signed_in
from programmes.actions_people import NoLongerOpen, accept_as_new_person, accept_invitation, invitation_for
from programmes.forms import version_in
from programmes.models import Invitation
from programmes.organisation_page import administered_by, offices_of, organisation_page


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(
        pk=request.user.pk
    )  # a form that is refused must not rename the one in the frame
    form = NameForm(request.POST or None, instance=person)
    if form.is_valid():
        rename_person(person=person, name=form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    context = {
        "form": form,
        "offices": offices_of(request.user),
        "administered": administered_by(request.user),
        "places": places_of(request.user, request.session.session_key),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who look after the organisation's people; for everybody else it does not exist."""
    found = get_object_or_404(administered_by(request.user), pk=pk)
    return render(request, "accounts/organisation.html", {"page": organisation_page(found)})


@signed_in
@require_POST
def organisation_administrator(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """Give or take the office of administrator, as the button says."""
    found = get_object_or_404(administered_by(request.user), pk=pk)
    member = get_object_or_404(
        OrganisationMember.objects.select_related("user"), organisation=found, pk=member_pk
    )
    try:
        let_administer(
            member=member,
            is_administrator=request.POST.get("is_administrator") == "yes",
            version=version_in(request.POST.dict()),
            by=request.user,
        )
    except Stale:
        return render(
            request,
            "accounts/organisation.html",
            {"page": organisation_page(found), "overtaken": member.user},
            status=409,
        )
    words = _("%(person)s administers %(organisation)s now.")
    if not member.is_administrator:
        words = _("%(person)s no longer administers %(organisation)s.")
    messages.success(request, words % {"person": member.user, "organisation": found})
    return redirect("organisation", pk) if _administers(request.user, found) else redirect("account")


def _administers(person: User, organisation: Organisation) -> bool:
    return administered_by(person).filter(pk=organisation.pk).exists()


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Only the token opens this page. Every token that opens nothing gets the same answer."""
    found = invitation_for(token)
    if found is None:
        raise Http404
    if request.user.is_authenticated:
        return _as_member(request, found)
    if User.objects.filter(email__iexact=found.email).exists():
        return _page(request, found, "sign_in")
    return _as_newcomer(request, found)


def _as_member(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.user.email.lower() != found.email.lower():
        return _page(request, found, "other_account")
    if request.method == "POST":
        try:
            accept_invitation(invitation=found, person=request.user)
        except NoLongerOpen as closed:
            raise Http404 from closed
        return _welcome(request, found)
    return _page(request, found, "accept")


def _as_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = RegistrationForm(request.POST or None, email=found.email)
    if form.is_valid():
        try:
            person = accept_as_new_person(invitation=found, **form.cleaned_data)
        except (NoLongerOpen, IntegrityError):  # used a moment ago: the page says how things stand now
            return redirect("invitation", request.resolver_match.kwargs["token"])
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return _welcome(request, found)
    return _page(request, found, "register", form=form)


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome to %(programme)s.") % {"programme": found.programme})
    return redirect(found.programme)


def _page(
    request: HttpRequest, found: Invitation, part: str, form: RegistrationForm | None = None
) -> HttpResponse:
    context = {"invitation": found, "part": part, "form": form}
    # 200 even for a form that is refused: every other status is logged with its address, and this one opens a door.
    response = render(request, "programmes/invitation.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
