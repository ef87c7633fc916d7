"""The mails that a panel gets. They carry the person's own link, and nothing of what anybody has answered."""

from collections.abc import Callable

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.ballots import token_of
from assessments.models import Respondent, Round

Words = dict[str, object]


def link_of(respondent: Respondent, site: str) -> str:
    """The person's own door to the questions. `site` is the address of the site, without a slash at its end."""
    return f"{site}{reverse('rate', args=[token_of(respondent)])}"


def letter(what: str, round: Round, respondent: Respondent, site: str) -> EmailMessage:
    assessment = round.assessment
    words: Words = {
        "programme": assessment.programme,
        "title": assessment,
        "purpose": assessment.purpose,
        "n": assessment.smallest_group,
        "opens": date_format(round.opens_on),
        "closes": date_format(round.closes_on),
        "link": link_of(respondent, site),
        "name": str(respondent),
        "is_joint": respondent.is_joint,
        "has_account": bool(respondent.user_id),
    }
    subject, paragraphs = LETTERS[what](words)
    body = "\n\n".join([_("Hello %(name)s,") % words, *paragraphs])
    return EmailMessage(" ".join(subject.split()), body, to=[respondent.address])


def invitation(words: Words) -> tuple[str, list[str]]:
    return (
        _("%(programme)s asks for your view: %(title)s") % words,
        [
            _("%(programme)s asks you to rate where the partners stand: %(title)s.") % words,
            str(words["purpose"]),
            _(
                "This is your own link. Whoever has it could answer in your place, so please do not pass it on:\n%(link)s"
            )
            % words,
            _(
                "It is open from %(opens)s until the end of %(closes)s. You can stop, come back and change your answers "
                "as long as it is open."
            )
            % words,
            _promise(words),
        ],
    )


def next_round(words: Words) -> tuple[str, list[str]]:
    return (
        _("%(programme)s: the next round of %(title)s") % words,
        [
            _(
                "You rated in the first round of %(title)s. The group has seen its result, and you are asked to look at it "
                "and to rate again where views differed. What you do not rate anew stays as you gave it."
            )
            % words,
            _("Your link is the one that you had before:\n%(link)s") % words,
            _("It is open from %(opens)s until the end of %(closes)s.") % words,
            _promise(words),
        ],
    )


def reminder(words: Words) -> tuple[str, list[str]]:
    return (
        _("Until %(closes)s: %(title)s") % words,
        [
            _("Your view of %(title)s is still missing. It can be given until the end of %(closes)s.")
            % words,
            _("Your own link:\n%(link)s") % words,
            _promise(words),
        ],
    )


def _promise(words: Words) -> str:
    if words["is_joint"]:
        return _("You answer together: what you enter is shown to everybody as the group's answer.")
    where = (
        _("Your link does not show them: only the browser in which you give them does, and your account.")
        if words["has_account"]
        else _("Your link does not show them: only the browser in which you give them does.")
    )
    results = _(
        "Results are shown to everybody at once, after the round, and only for groups of %(n)d or more."
    )
    return " ".join([_("Nobody sees your answers."), where, results % words])


LETTERS: dict[str, Callable[[Words], tuple[str, list[str]]]] = {
    "invitation": invitation,
    "next round": next_round,
    "reminder": reminder,
}
