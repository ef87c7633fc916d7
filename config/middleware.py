"""What every answer carries, and the name under which one request is found in answer, log and history."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from history.changes import request_ids

Answer = Callable[[HttpRequest], HttpResponse]


def response_headers(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def request_id(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex
        token = request_ids.set(name)
        try:
            response = get_response(request)
        finally:
            request_ids.reset(token)
        response.headers["X-Request-Id"] = name
        return response

    return answer
