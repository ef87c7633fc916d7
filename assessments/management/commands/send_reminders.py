"""Writes to those who have not answered a round that ends soon, and tries again what the mail server did not take.

`serve` runs it every hour; it may be run at any time.
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.reminding import send_again, send_due_reminders

EARLIEST = 8  # o'clock: nobody is written to at night


class Command(BaseCommand):
    help = "Reminds those asked in a round that ends within three days, once a day at most."

    def handle(self, **options):
        if timezone.localtime().hour < EARLIEST:
            return
        send_again()
        if count := send_due_reminders():
            self.stdout.write(f"{count} reminders are on their way.")
