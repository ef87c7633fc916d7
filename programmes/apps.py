from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from programmes.glossary_pack import glossary
from programmes.journey_pack import journey


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        # A wrong content pack stops the server, with the line and the mistake.
        journey()
        glossary()
        # Every app may declare its kinds of record in a module `records`; see docs/adr/0003.
        autodiscover_modules("records")
