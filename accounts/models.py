"""People, the organisations that they act for, and who administers an organisation."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from history.models import Tracked


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. `is_superuser` is the site administrator's office."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Session(AbstractBaseSession):
    """A browser in which somebody is signed in, or a visitor's; nobody's record, so without history."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        return import_module(settings.SESSION_ENGINE).SessionStore


class Sector(models.TextChoices):
    HEALTH = "health", _("Health")
    SOCIAL_CARE = "social_care", _("Social care")
    COUNCIL = "council", _("Council")
    VOLUNTARY = "voluntary", _("Voluntary and community")
    CARERS = "carers", _("People who use services and carers")
    HOUSING = "housing", _("Housing")
    EDUCATION = "education", _("Education and research")
    PAYER = "payer", _("Payer or insurer")
    OTHER = "other", _("Other")


class Organisation(Tracked):
    """A body that takes part in programmes as the equal of all others."""

    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)

    class Meta(Tracked.Meta):
        abstract = False
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=Q(removed_at=None), name="organisation_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """The name that tables and charts use."""
        return self.short_name or self.name


class OrganisationMember(Tracked):
    """A person who belongs to an organisation; administrators look after its people."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="organisation_memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    is_administrator = models.BooleanField(_("administers the organisation"), default=False)

    class Meta(Tracked.Meta):
        abstract = False
        verbose_name = _("member of an organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(removed_at=None), name="organisation_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet. It is their own and nobody's record, so without history.

    `opening` names one rendering of the form; `place` is the form's address. `about` and `object_id` say which row is
    edited: model label and key, without a key the rows of a whole grid, both empty for something new. `fields` has the
    typed texts by the field's name. `seen_at` moves while the form stands open in a browser. `claimed_at`, `taken_at`,
    `sent` and `answer` belong to `accounts.drafts_once`: being sent now, sent or thrown away, what it said (a hash)
    and where that led.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    opening = models.CharField(max_length=32)
    place = models.CharField(max_length=500)
    title = models.CharField(max_length=160, blank=True)
    about = models.CharField(max_length=80, blank=True)
    object_id = models.BigIntegerField(null=True)
    fields = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    sent = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("draft")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["about", "object_id", "seen_at"], name="draft_by_row")]
        constraints = [models.UniqueConstraint(fields=["user", "opening"], name="draft_once_per_opening")]

    def __str__(self) -> str:
        return self.title or self.place
