"""The operator's question: is the record whole, and can nobody alter it?"""

from django.core.management.base import BaseCommand, CommandError

from history.audit import all_faults, tracked_models
from history.guard import unguarded


class Command(BaseCommand):
    help = (
        "Holds every tracked row against its history and looks for the guard of each table. Changes nothing."
    )

    def handle(self, **options):
        faults = [*all_faults(), *unguarded()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults; docs/how-to/check-the-history.md says what to do.")
        self.stdout.write(
            f"{len(tracked_models())} tables: every row is as its newest record says, and guarded."
        )
