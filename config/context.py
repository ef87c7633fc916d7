"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`is_demo`: whether the page says that this installation is a demonstration."""
    return {"is_demo": settings.MODE == "demo"}
