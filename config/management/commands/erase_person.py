"""For when nobody can sign in as site administrator, or a letter asks for it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts.erasure import survey
from accounts.models import User
from programmes.actions_erasure import CannotBeErased, erase_person, obstacles
from programmes.actions_people import LastManager
from programmes.erasure_page import counts


class Command(BaseCommand):
    help = "Takes a person's name and address out of rows and history. Without --really it only counts."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument(
            "--name", action="append", default=[], help="a former or other name; may be repeated"
        )
        parser.add_argument("--really", action="store_true", help="do it; there is no way back")

    def handle(self, *, email, name, really, **options):
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("No account has this address.")
        if not really:
            self.tell(survey(person, name))
            for obstacle in obstacles(person):
                self.stdout.write(f"Not yet: {obstacle}")
            self.stdout.write("Nothing was changed. Add --really to do it.")
            return
        try:
            erasure = erase_person(person=person, by=None, actor="erase_person", names=name)
        except (CannotBeErased, LastManager) as refusal:
            raise CommandError(str(refusal) or "A programme would have no manager.") from refusal
        except IntegrityError as refusal:
            raise CommandError("Two rows would become the same; erase with fewer other names.") from refusal
        self.tell(erasure)
        self.stdout.write(f"The person is called {erasure.pseudonym} from now on.")

    def tell(self, found):
        """`found` is a survey or the log of an erasure: both count in the same three ways."""
        for heading in ("rewritten", "deleted", "kept"):
            for count in counts(getattr(found, heading)):
                self.stdout.write(f"{heading:<10}{count.rows:>6}  {count.what}")
