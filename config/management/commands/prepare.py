"""What has to be done once after each installation or upgrade, in one step that may be repeated."""

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from history.guard import unguarded


class Command(BaseCommand):
    help = "Migrates the database, makes the cache table and collects the static files."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when something is to do"
        )

    def handle(self, *, check, verbosity, **options):
        if check:
            self.check_prepared()
            return
        call_command("migrate", interactive=False, verbosity=max(0, verbosity - 1))
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("The database and the static files are up to date.")

    def check_prepared(self):
        to_do = [
            *unapplied_migrations(),
            *missing_cache_table(),
            *missing_static_files(),
            *missing_guards(),
        ]
        if to_do:
            raise CommandError(f"Run manage.py prepare first: {'; '.join(to_do)}.")


def unapplied_migrations():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield f"{len(plan)} migrations are not applied"


def missing_cache_table():
    table = settings.CACHES["default"]["LOCATION"]
    if table not in connection.introspection.table_names():
        yield f"the table {table} does not exist"


def missing_guards():
    missing = unguarded()
    if missing:
        yield f"history could be altered ({missing[0]})"


def missing_static_files():
    if isinstance(staticfiles_storage, ManifestFilesMixin) and not staticfiles_storage.hashed_files:
        yield "the static files are not collected"
