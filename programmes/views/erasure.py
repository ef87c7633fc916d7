"""Erasing a person: for site administrators, who give their password again."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.erasure import survey
from accounts.forms import EraseForm
from accounts.models import User
from history.models import Erasure
from programmes.access import signed_in
from programmes.actions_erasure import CannotBeErased, erase_person, obstacles
from programmes.actions_people import LastManager
from programmes.erasure_page import counts


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody but site administrators it does not exist."""
    if not request.user.is_superuser:
        raise Http404
    return _erase(request, get_object_or_404(User, pk=pk))


@reauthentication_required
def _erase(request: HttpRequest, person: User) -> HttpResponse:
    form = EraseForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            erasure = erase_person(person=person, by=request.user, names=form.cleaned_data["names"])
        except (CannotBeErased, LastManager) as refusal:
            form.add_error(None, str(refusal) or _("Somebody changed who manages a programme. Look again."))
        except IntegrityError:
            form.add_error(
                None,
                _("Two rows would become the same. Erase with fewer other names, or merge the rows first."),
            )
        else:
            messages.success(
                request,
                _("The person is called %(pseudonym)s from now on.") % {"pseudonym": erasure.pseudonym},
            )
            return redirect("account")
    return _page(request, person, form)


def _page(request: HttpRequest, person: User, form: EraseForm) -> HttpResponse:
    found = survey(person)
    context = {
        "person": person,
        "form": form,
        "obstacles": obstacles(person),
        "rewritten": counts(found.rewritten),
        "deleted": counts(found.deleted),
        "n_rewritten": found.rewritten.total(),
        "n_deleted": found.deleted.total(),
        "kept": sum(found.kept.values()),
        "namesakes": User.objects.filter(name=person.name).exclude(pk=person.pk).count(),
        "erasures": Erasure.objects.select_related("person", "by")[:20],
    }
    return render(request, "accounts/person_erase.html", context, status=422 if form.errors else 200)
