"""How allauth behaves here: nobody signs up without an invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts are counted by account and client, so that a stranger's guesses never lock the person out."""
        return f"{self.get_client_ip(request)}:{credentials.get('email', '').strip().lower()}"
