"""What a list of changes is narrowed to: a person, a kind of record, a step, a cause, words. And the choices for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from history.keys import key_in
from history.models import Change, ChangeSet
from history.net import Net
from programmes.journey_pack import journey
from programmes.kinds import hidden_models
from programmes.models.programme import Programme
from programmes.reading import visible_changes
from programmes.timeline import noun_of

OTHERS = "others"
NOTHING = "nothing"  # a cause that no act has
Choice = tuple[str, str]


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what makes no sense in it finds nothing or counts as not asked.

    `person` is a primary key, the name of what wrote instead of a person, or "others": everybody but the reader.
    """

    reader: User
    person: str
    kind: str
    topic: str
    cause: str
    q: str

    @classmethod
    def read(cls, query: QueryDict, programme: Programme) -> "Filters":
        asked = (name for name in cls.__dataclass_fields__ if name != "reader")
        values = {name: query.get(name, "").replace("\0", "").strip()[:100] for name in asked}
        if values["cause"] in hidden_models(programme):
            values["cause"] = NOTHING
        return cls(programme.user, **values)

    @property
    def is_narrowed(self) -> bool:
        return any((self.person, self.kind, self.topic, self.cause, self.q))

    def applied(self, changes: QuerySet[Change]) -> QuerySet[Change]:
        """The acts that fit, with what they did to rows of the kind."""
        if self.person == OTHERS:
            changes = changes.exclude(change_set__by=self.reader)
        elif (pk := key_in(self.person)) is not None:
            changes = changes.filter(change_set__by=pk)
        elif self.person:
            changes = changes.filter(change_set__by=None, change_set__actor=self.person)
        if self.kind:
            changes = changes.filter(model=self.kind)
        if self.topic:
            changes = changes.filter(topic=self.topic)
        if self.cause:
            changes = changes.filter(change_set__cause_model=self.cause)
        if self.q:
            changes = changes.filter(Q(title__icontains=self.q) | Q(change_set__reason__icontains=self.q))
        return changes

    def keeps(self, row: Net) -> bool:
        """Whether one of the acts on a row fits; what became of the row is then told in full."""
        return (
            self.kind in {"", row.model}
            and self.topic in {"", row.topic}
            and any(self._fits(act, row) for act in row.acts)
        )

    def _fits(self, act: ChangeSet, row: Net) -> bool:
        words = self.q.casefold()
        return (
            self._is_by(act)
            and self.cause in {"", act.cause_model}
            and (words in row.title.casefold() or words in act.reason.casefold())
        )

    def _is_by(self, act: ChangeSet) -> bool:
        if self.person == OTHERS:
            return act.by_id != self.reader.pk
        return self.person in {"", author_key(act)}


def author_key(act: ChangeSet) -> str:
    return str(act.by_id) if act.by_id else act.actor


@dataclass(frozen=True)
class Choices:
    """What can be chosen, as (value, words): only what has a past here."""

    people: list[Choice]
    kinds: list[Choice]
    topics: list[Choice]
    causes: list[Choice]


def choices_of(programme: Programme) -> Choices:
    """Everything that the history of a programme holds; three queries."""
    models = visible_changes(programme).order_by().values_list("model", flat=True).distinct()
    # Read and not nested into the next query: PostgreSQL would look through all acts of everybody, one person after another.
    acts = ChangeSet.objects.filter(scope=programme.pk).order_by()
    said = list(acts.values_list("by", "actor", "cause_model").distinct())
    wrote = User.objects.filter(pk__in={by for by, __, __ in said if by})
    machines = sorted({actor for by, actor, __ in said if not by})
    return Choices(
        [*((str(person.pk), str(person)) for person in wrote), *((name, name) for name in machines)],
        _nouns(models),
        topic_choices(),
        _causes({cause for __, __, cause in said}, programme),
    )


def choices_among(rows: Iterable[Net], programme: Programme) -> Choices:
    """What occurs in these rows and their acts."""
    found = list(rows)
    acts = [act for row in found for act in row.acts]
    people = {author_key(act): str(act.by or act.actor) for act in acts}
    topics = {row.topic for row in found}
    return Choices(
        sorted(people.items(), key=lambda pair: pair[1]),
        _nouns({row.model for row in found}),
        [choice for choice in topic_choices() if choice[0] in topics],
        _causes({act.cause_model for act in acts}, programme),
    )


def _causes(labels: Iterable[str], programme: Programme) -> list[Choice]:
    return _nouns(set(labels) - set(hidden_models(programme)))


def _nouns(labels: Iterable[str]) -> list[Choice]:
    return sorted(((label, capfirst(noun_of(label))) for label in labels if label), key=lambda pair: pair[1])


def topic_choices() -> list[Choice]:
    """Steps and activities in their order, then the other parts of a programme."""
    steps = [(entry.key, str(entry.title)) for entry in journey().entries]
    return [
        *steps,
        ("people", _("People and partners")),
        ("reports", _("Reports")),
        ("programme", _("The programme itself")),
    ]
