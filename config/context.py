"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from config import __version__


def site(request: HttpRequest) -> dict[str, object]:
    """`is_demo`: whether the page says that this installation is a demonstration; `version`: of the product."""
    return {"is_demo": settings.MODE == "demo", "version": __version__}
