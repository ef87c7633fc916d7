"""The portfolio, and starting a programme."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from charts.strip_sprite import strip_sprite
from programmes.access import signed_in
from programmes.actions import start_programme
from programmes.actions_journey import found_and_start, free_address
from programmes.forms_journey import ProgrammeStartForm, organisations_of
from programmes.portfolio import portfolio_of
from programmes.portfolio_filters import chips, choice_of, chosen, heads, in_words

A_PAGE = 200


def may_start(person: User) -> bool:
    """A programme needs an organisation that answers for it; a site administrator can name one."""
    return person.is_superuser or organisations_of(person).exists()


@signed_in
@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    lines, choice = portfolio_of(request.user), choice_of(request.GET)
    page = Paginator(chosen(lines, choice), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "has_any": bool(lines),
        "page": page,
        "choice": choice,
        "sentence": in_words(lines),
        "chips": chips(lines, choice, request.GET),
        "heads": heads(choice, request.GET),
        "sprite": strip_sprite(),
        "may_start": may_start(request.user),
    }
    return render(request, "programmes/portfolio.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def programme_start(request: HttpRequest) -> HttpResponse:
    if not may_start(request.user):
        raise PermissionDenied
    form = ProgrammeStartForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return render(
            request, "programmes/programme_start.html", {"form": form}, status=422 if form.errors else 200
        )
    programme, organisation = form.instance, form.founder()
    programme.slug = free_address(programme.name)
    start = start_programme if organisation.pk else found_and_start
    start(programme=programme, organisation=organisation, by=request.user)
    messages.success(request, _("Started: %(name)s. Invite the partners next.") % {"name": programme})
    return redirect(programme)
