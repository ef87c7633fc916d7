"""Partners, the people who act for them, and invitations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Role
from history.changes import moment
from programmes.models.programme import Programme, ProgrammeRow


class Partner(ProgrammeRow):
    """An organisation that takes part, as the equal of the others."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    joined_on = models.DateField(_("joined on"))
    contribution = models.CharField(_("what it brings"), max_length=300, blank=True)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                condition=Q(removed_at=None),
                name="partner_once",
                violation_error_message=_("This organisation is a partner already."),
            )
        ]

    topic = "people"

    def __str__(self) -> str:
        return str(self.organisation)


class Membership(ProgrammeRow):
    """A person who acts for an organisation in a programme, with one role."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("acts for")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "organisation"],
                condition=Q(removed_at=None),
                name="membership_once",
                violation_error_message=_(
                    "This person has a role for this organisation already. Change that one."
                ),
            )
        ]

    topic = "people"

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(ProgrammeRow):
    """An open door for one address: a link that works once, for seven days."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("acts for")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("works until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    class Meta(ProgrammeRow.Meta):
        abstract = False
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]

    topic = "people"
    untold = ProgrammeRow.untold | {"token_hash"}

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.removed_at is None and self.expires_at > moment()
