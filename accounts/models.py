"""People, the organisations that they act for, and who administers an organisation."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
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
