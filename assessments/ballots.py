"""The links of respondents, and the way from a respondent to their sheet that only this server can go (ADR 14)."""

from collections import defaultdict
from collections.abc import Iterable
from hmac import compare_digest

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from assessments.models import Respondent, Round, Sheet

LINK_SALT = "assessments.link"
SHEET_SALT = "assessments.sheet"


def token_of(respondent: Respondent) -> str:
    """What the respondent's link carries: the same each time, and stored nowhere."""
    return Signer(salt=LINK_SALT).sign(respondent.link_key)


def respondent_for(token: str) -> Respondent | None:
    """Whom a link belongs to; None for every other text, and for somebody who is no longer asked."""
    try:
        link_key = Signer(salt=LINK_SALT).unsign(token)
    except BadSignature:
        return None
    asked = Respondent.objects.select_related("assessment__programme", "organisation", "user")
    found = asked.filter(
        link_key=link_key, assessment__removed_at=None, assessment__programme__removed_at=None
    ).first()
    return found if found and compare_digest(found.link_key, link_key) else None


def key_of(respondent: Respondent, round: Round) -> str:
    """The key under which a new sheet of this respondent in this round is kept."""
    return _keys(respondent, round)[0]


def sheet_of(respondent: Respondent, round: Round) -> Sheet | None:
    found: Sheet | None = Sheet.objects.filter(round=round, key__in=_keys(respondent, round)).first()
    return found


def whose(rounds: Iterable[Round], respondents: Iterable[Respondent]) -> dict[str, int]:
    """The respondent's primary key by the key of each sheet that they may have: to find one person's later rounds."""
    asked = list(respondents)
    return {key: one.pk for round in rounds for one in asked for key in _keys(one, round)}


def _keys(respondent: Respondent, round: Round) -> list[str]:
    return keyed(SHEET_SALT, f"{respondent.link_key}:{round.pk}")


def keyed(salt: str, value: str) -> list[str]:
    """Hashes that only this server can make: with the present secret first, then with those that it has replaced."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest() for secret in secrets]


def answered_by_round(rounds: Iterable[Round], respondents: Iterable[Respondent]) -> dict[int, set[int]]:
    """The round's primary key → those of its assessment who have a sheet in it: computed in one query, never stored."""
    asked, kept = list(respondents), defaultdict(set)
    rounds = list(rounds)
    for pk, key in Sheet.objects.filter(round__in=rounds).values_list("round_id", "key"):
        kept[pk].add(key)
    return {
        round.pk: {
            one.pk
            for one in asked
            if one.assessment_id == round.assessment_id and not kept[round.pk].isdisjoint(_keys(one, round))
        }
        for round in rounds
    }
