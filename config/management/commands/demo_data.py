"""Example data to look at: three programmes and one person for each role."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.load import load_demo
from config.demo.people import cast, password


class Command(BaseCommand):
    help = "Loads the example programmes, once, and prints who can sign in. Not in production."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("The example people share one password; they have no place in production.")
        try:
            secret = password()
        except ValidationError as problem:
            raise CommandError(f"DEMO_PASSWORD is too weak. {' '.join(problem.messages)}") from problem
        for name in load_demo(secret=secret, today=timezone.localdate()):
            self.stdout.write(f"Added {name}.")
        self.stdout.write("Sign in as one of these people; the password is the same for all:")
        for person in cast():
            if person.note:
                self.stdout.write(f"  {person.email:<25}  {secret}  {person.name}, {person.note}")
