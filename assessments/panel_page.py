"""Who is asked, as those who facilitate see it: who has answered, everybody's link, and who could be asked besides."""

from collections import defaultdict
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Organisation
from assessments.ballots import answered_by_round
from assessments.letters import link_of
from assessments.models import Assessment, Respondent, Round, RoundState
from assessments.outbox import Delivery, deliveries
from assessments.round_words import rounds_of
from assessments.turnout import Turnout
from history.lens import Lens
from programmes.models import Membership
from programmes.reading import members, partners


@dataclass(frozen=True)
class Asked:
    """`is_in`: may rate in the newest round; in later ones only who rated in the first. `letter`: the last one that was
    written to somebody who has not answered, where it is not delivered.
    """

    respondent: Respondent
    has_answered: bool
    is_in: bool
    link: str
    letter: Delivery | None = None

    @property
    def qr(self) -> SafeString:
        """The link as a code for the camera of a phone: about 41 × 41 modules in 3 kB of SVG."""
        code = segno.make_qr(self.link, error="m")
        return mark_safe(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="white"))


@dataclass(frozen=True)
class Group:
    """Those who answer for one organisation; None for those who answer for none."""

    organisation: Organisation | None
    asked: list[Asked]


@dataclass(frozen=True)
class Panel:
    """`is_open`: people can still be added, since the first round is not over.

    `is_joint`: the one who is asked enters the answers of the group.
    """

    round: Round
    groups: list[Group]
    turnout: Turnout
    is_open: bool
    smallest: int
    is_joint: bool = False

    @property
    def is_small(self) -> bool:
        return self.turnout.asked < self.smallest

    @property
    def may_add(self) -> bool:
        return self.is_open and not (self.is_joint and self.groups)

    @property
    def unreached(self) -> int:
        """How many a letter has not reached that was tried at least once."""
        return sum(one.letter in {Delivery.TRIED, Delivery.FAILED} for one in self.everybody)

    @property
    def everybody(self) -> list[Asked]:
        return [asked for group in self.groups for asked in group.asked]


def panel_page(lens: Lens, assessment: Assessment, site: str) -> Panel:
    rounds = rounds_of(assessment)
    people = respondents_of(lens, assessment)
    answered = answered_by_round(rounds, people)
    newest, first = rounds[-1], rounds[0]
    is_written_to = not lens.at and newest.state in {RoundState.SCHEDULED, RoundState.OPEN}
    letters = deliveries(newest, people) if is_written_to else {}
    lines = [
        Asked(
            respondent=one,
            has_answered=one.pk in answered[newest.pk],
            is_in=newest.number == 1 or one.pk in answered[first.pk],
            link=link_of(one, site),
            letter=None if one.pk in answered[newest.pk] else letters.get(one.pk),
        )
        for one in people
    ]
    return Panel(
        round=newest,
        groups=_groups(lines),
        turnout=Turnout(sum(one.is_in for one in lines), sum(one.has_answered for one in lines)),
        is_open=first.state in {RoundState.DRAFT, RoundState.SCHEDULED, RoundState.OPEN},
        smallest=1 if assessment.is_joint else assessment.smallest_group,
        is_joint=assessment.is_joint,
    )


def respondents_of(lens: Lens, assessment: Assessment) -> list[Respondent]:
    return [one for one in lens.rows(Respondent) if one.assessment_id == assessment.pk]


def _groups(lines: list[Asked]) -> list[Group]:
    """By organisation, those of none last; within each by name."""
    by_organisation: dict[int | None, list[Asked]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: str(line.respondent).casefold()):
        by_organisation[line.respondent.organisation_id].append(line)
    groups = [Group(asked[0].respondent.organisation, asked) for asked in by_organisation.values()]
    return sorted(groups, key=lambda group: (group.organisation is None, str(group.organisation).casefold()))


def offered(lens: Lens, asked: list[Respondent]) -> list[Membership]:
    """The members of the programme who are not asked yet, by organisation and name."""
    taken = {one.user_id for one in asked}
    return [member for member in members(lens) if member.user_id not in taken]


def partner_organisations(lens: Lens) -> list[Organisation]:
    found = [partner.organisation for partner in partners(lens)]
    return sorted(found, key=lambda organisation: organisation.name.casefold())
