"""A mail server on this machine that takes letters, ends sessions and refuses addresses as real ones do."""

import socketserver
import threading
from contextlib import contextmanager

from django.test import override_settings


class MailServer(socketserver.ThreadingTCPServer):
    """`taken` are the addresses in the order in which their letters came; `sessions` counts the connections."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, a_session=1000, refused=(), answer="550 no such mailbox"):
        super().__init__(("127.0.0.1", 0), Session)
        self.a_session, self.refused, self.answer = a_session, refused, answer
        self.taken, self.letters, self.sessions = [], [], 0


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.sessions += 1
        taken, to = 0, ""
        self.say("220 here")
        while line := self.rfile.readline().decode():
            word = line[:4].upper()
            if word == "MAIL" and taken == self.server.a_session:
                self.say("421 too many letters in this session")
                return
            if word == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if word == "RCPT" and to in self.server.refused:
                self.say(self.server.answer)
            elif word == "DATA":
                self.say("354 go on")
                self.server.letters.append(self.read())
                self.server.taken.append(to)
                taken += 1
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")

    def read(self):
        lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
        return "\n".join(lines)

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


def written_to(port):
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=False,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
    )


@contextmanager
def mail_server(**how):
    with MailServer(**how) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with written_to(server.server_address[1]):
                yield server
        finally:
            server.shutdown()


def mail_server_away():
    """Nothing listens on port 1."""
    return written_to(1)
