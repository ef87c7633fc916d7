"""Who takes part in a programme: partners, members, invitations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission, Role
from history.actions import Stale
from history.models import Tracked
from programmes.access import needs
from programmes.actions_people import (
    LastManager,
    StillNeeded,
    add_new_partner,
    change_role,
    invite,
    release_member,
    remove_partner,
    withdraw_invitation,
)
from programmes.clash import last_act
from programmes.forms import ReasonForm
from programmes.forms_people import InvitationForm, PartnerForm, RoleForm
from programmes.models import Invitation, Membership, Partner, Programme
from programmes.people_page import managed, people_page
from programmes.reading import lens_on
from programmes.views.answers import sent

ask = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.VIEW)
@require_safe
def people(request: HttpRequest, programme: Programme) -> HttpResponse:
    page = people_page(lens_on(programme))
    return _page(request, programme, "people", page=page, may_manage=programme.may(Permission.MANAGE_PEOPLE))


@needs(Permission.MANAGE_PEOPLE)
@ask
def partner_add(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = PartnerForm(sent(request), programme=programme)
    if form.is_valid():
        given = form.cleaned_data
        partner = add_new_partner(
            programme=programme,
            organisation=given["organisation"],
            on=given["joined_on"],
            contribution=given["contribution"],
            by=request.user,
        )
        return _back(request, programme, _("%(partner)s takes part now.") % {"partner": partner})
    return _page(request, programme, "partner_add", form=form)


@needs(Permission.MANAGE_PEOPLE)
@ask
def partner_remove(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner, programme=programme, pk=pk)
    form, overtaken = ReasonForm(sent(request), version=partner.version), None
    if form.is_valid():
        try:
            remove_partner(
                partner=partner, version=form.token(), reason=form.cleaned_data["reason"], by=request.user
            )
        except StillNeeded:
            form.add_error(None, _("People act for this partner still. Release them first."))
        except Stale as stale:
            form, overtaken = form.anew(stale.row.version), stale.row
        else:
            return _back(request, programme, _("%(partner)s has left the programme.") % {"partner": partner})
    return _confirm(
        request,
        programme,
        form,
        overtaken,
        title=_("Remove %(partner)s from the programme?") % {"partner": partner},
        message=_("What the organisation contributed and promised stays in the programme and its history."),
        button=_("Remove the partner"),
    )


@needs(Permission.MANAGE_OWN_PEOPLE)
@ask
def invitation_add(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The link stands on the answer to this request and nowhere else: only its hash is kept."""
    form = InvitationForm(sent(request), programme=programme, initial=_asked(request))
    if form.is_valid():
        invitation, token = invite(
            programme=programme,
            by=request.user,
            address=lambda token: request.build_absolute_uri(reverse("invitation", args=[token])),
            **form.cleaned_data,
        )
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        return _page(request, programme, "invitation_made", invitation=invitation, link=link)
    return _page(request, programme, "invitation_add", form=form)


def _asked(request: HttpRequest) -> dict[str, str]:
    """The partner from whose row the form was opened."""
    return {"organisation": request.GET.get("organisation", "")}


@needs(Permission.MANAGE_OWN_PEOPLE)
@ask
def invitation_withdraw(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    open_ones = managed(Invitation.objects.filter(accepted_at=None), programme)
    invitation = get_object_or_404(open_ones, pk=pk)
    form = ReasonForm(sent(request), version=invitation.version, is_asked=False)
    overtaken = None
    if form.is_valid():
        try:
            withdraw_invitation(
                invitation=invitation,
                version=form.token(),
                by=request.user,
            )
        except Stale as stale:
            form, overtaken = form.anew(stale.row.version), stale.row
        else:
            return _back(
                request, programme, _("The link to %(email)s is dead.") % {"email": invitation.email}
            )
    return _confirm(
        request,
        programme,
        form,
        overtaken,
        title=_("Withdraw the invitation of %(email)s?") % {"email": invitation.email},
        message=_("The link stops working at once. You can invite again at any time."),
        button=_("Withdraw it"),
    )


@needs(Permission.MANAGE_OWN_PEOPLE)
@ask
def member_role(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    member = get_object_or_404(
        managed(Membership.objects.select_related("user", "organisation"), programme), pk=pk
    )
    form = RoleForm(sent(request), instance=member, programme=programme, user=request.user)
    overtaken = None
    if request.method == "POST" and form.is_valid():
        try:
            change_role(membership=form.instance, version=form.token(), reason=form.reason(), by=request.user)
        except LastManager:
            form.refuse_last_manager()
        except Stale as stale:
            form.show_stale(stale.row)
            overtaken = stale.row
        else:
            words = {"person": member.user, "role": Role(member.role).label}
            return _back(request, programme, _("%(person)s: %(role)s from now on.") % words)
    act = last_act(overtaken, programme) if overtaken else None
    return _page(request, programme, "member_role", form=form, member=member, is_stale=bool(act), act=act)


@needs(Permission.MANAGE_OWN_PEOPLE)
@ask
def member_release(request: HttpRequest, programme: Programme, pk: int) -> HttpResponse:
    member = get_object_or_404(
        managed(Membership.objects.select_related("user", "organisation"), programme), pk=pk
    )
    form, overtaken = ReasonForm(sent(request), version=member.version), None
    if form.is_valid():
        try:
            release_member(
                membership=member, version=form.token(), reason=form.cleaned_data["reason"], by=request.user
            )
        except LastManager:
            form.add_error(None, _("Nobody else manages the programme. Make somebody manager first."))
        except Stale as stale:
            form, overtaken = form.anew(stale.row.version), stale.row
        else:
            return _back(request, programme, _("%(person)s is released.") % {"person": member.user})
    return _confirm(
        request,
        programme,
        form,
        overtaken,
        title=_("Release %(person)s from the programme?") % {"person": member.user},
        message=_(
            "%(person)s can no longer open the programme for %(organisation)s. What they wrote stays under their name."
        )
        % {"person": member.user, "organisation": member.organisation},
        button=_("Release"),
    )


def _back(request: HttpRequest, programme: Programme, message: str) -> HttpResponse:
    """To the people page, or home for somebody who has just released themselves."""
    messages.success(request, message)
    if Programme.objects.for_user(request.user).filter(pk=programme.pk).exists():
        return redirect("people", programme.slug)
    return redirect("portfolio")


def _page(request: HttpRequest, programme: Programme, name: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    context |= {"programme": programme, "section": "people"}
    status = 409 if context.get("is_stale") else 422 if form and form.errors else 200
    return render(request, f"programmes/{name}.html", context, status=status)


def _confirm(
    request: HttpRequest, programme: Programme, form: ReasonForm, overtaken: Tracked | None, **words: str
) -> HttpResponse:
    """Ask. `overtaken`: the row, when it has changed since the person was asked."""
    context = {"programme": programme, "section": "people", "base": "programme.html", "form": form, **words}
    context["cancel_url"] = reverse("people", args=[programme.slug])
    if overtaken:
        context |= {"is_stale": True, "act": last_act(overtaken, programme)}
    status = 409 if overtaken else 422 if form.errors else 200
    return render(request, "confirm.html", context, status=status)
