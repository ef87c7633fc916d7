"""Watches a browser's page: what it complains about, what it asks of whom, and what axe finds on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Page

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DECORATION = [".watermark"]  # says in grey what the text says in black
RUN_AXE = """([rules, decoration]) => axe.run({exclude: decoration}, {runOnly: rules, resultTypes: ["violations"]})"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const name = (e) => `${e.tagName.toLowerCase()}.${[...e.classList].join(".")} ${e.textContent.replace(/\\s+/g, " ").slice(0, 40)}`;
  const over = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  return [`${document.documentElement.scrollWidth} px wide`, ...over.map(name).slice(0, 8)];
}"""


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """What the page complains about while it is used: its console (the content policy speaks there too), errors of
    its scripts, answers that failed, and requests to any other host."""
    found: list[str] = []

    def hear(message):
        if message.type in {"error", "warning"}:
            found.append(f"console: {message.text}")

    def see(request):
        host = urlsplit(request.url).hostname
        if host not in {None, "localhost", "127.0.0.1"}:
            found.append(f"asks {host} for {request.url}")

    def answered(response):
        if response.status >= 400:
            found.append(f"{response.status} for {response.url}")

    listeners = {
        "console": hear,
        "pageerror": lambda error: found.append(f"script: {error}"),
        "request": see,
        "requestfailed": lambda request: found.append(f"failed: {request.url} {request.failure}"),
        "response": answered,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield found
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def barriers(page: Page, rules: list[str] = AXE_RULES) -> list[str]:
    """What axe finds, as "rule: where"; its script is in every page of the `looked_at` fixture."""
    found = page.evaluate(RUN_AXE, [rules, DECORATION])["violations"]
    return [f"{rule['id']}: {node['target'][-1]} {_why(node)}" for rule in found for node in rule["nodes"]]


def _why(node: dict) -> str:
    checks = node["any"] or node["all"] or node["none"]
    return checks[0]["message"] if checks else ""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways; empty when it does not."""
    return page.evaluate(TOO_WIDE)


def focused(page: Page) -> dict[str, str]:
    """The focused element, and whether one can see that it is focused."""
    return page.evaluate(
        """() => {
          const e = document.activeElement, box = e.getBoundingClientRect();
          const isOutlined = (look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
          // A card is outlined as a whole, also one that is a label; the button inside a date field by the browser.
          const isMarked = isOutlined(getComputedStyle(e)) || isOutlined(getComputedStyle(e, "::after"))
            || isOutlined(getComputedStyle(e.closest("label") ?? e))
            || e.matches("input[type=date]:focus-within");
          const isThere = box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0;
          return { tag: e.tagName, text: e.textContent.trim().slice(0, 80), href: e.getAttribute("href"), isMarked, isThere };
        }"""
    )
