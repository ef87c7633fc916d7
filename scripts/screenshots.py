"""Pictures of a running demonstration, as one of its people sees it at a desk and on a phone.

    .venv/bin/python scripts/screenshots.py                    the pictures of the README and the documentation
    .venv/bin/python scripts/screenshots.py --all --to /tmp/x  every kind of page that links lead to, for looking at

The password comes from DEMO_PASSWORD or from the file that the demonstration keeps it in.
"""

import argparse
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"desk": 1280, "phone": 390}
HOME = "/programmes/riverside/"
PICTURES = {  # name: (address below the programme's home, words of the link to follow from there)
    "home": ("", ""),
    "step": ("journey/mutual-gain/", ""),
    "needs-assessment": ("needs-assessment/#ranking", ""),
    "value-case": ("value-case/", ""),
    "swot": ("situation/swot/", ""),
    "results": ("assessments/", "See the results : Where we stand at mid-term"),
    "gaps": ("assessments/2/gaps/", ""),
    "risks": ("plan/risks/", ""),
    "measures": ("measures/", ""),
    "history": ("history/", ""),
    "report": ("reports/", "Web edition"),
}
NOT_FOLLOWED = re.compile(r"/(logout|static|style|pdf|data)/|\.(csv|xlsx|pdf|json|ics)$|\?|/accounts/")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default=f"http://localhost:{os.environ.get('PORT', '8000')}")
    parser.add_argument("--person", default="manager", help="the part of the address before @demo.example")
    parser.add_argument("--to", type=Path, default=ROOT / "docs/images")
    parser.add_argument(
        "--all", action="store_true", help="one page of every kind, at both widths, and in print"
    )
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", default="", help="with --all: only addresses in which this stands")
    return parser.parse_args()


def password() -> str:
    return os.environ.get("DEMO_PASSWORD") or (ROOT / "var/demo/demo-password").read_text().strip()


def signed_in(browser: Browser, options: argparse.Namespace) -> Page:
    scheme = "dark" if options.dark else "light"
    context = browser.new_context(
        base_url=options.address, color_scheme=scheme, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{options.person}@demo.example")
    page.get_by_label("Password").fill(password())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "login" not in address)
    return page


def shape(path: str) -> str:
    """Pages of one shape differ only in the row or the step that they are about."""
    return re.sub(r"/(\d+|journey/[\w-]+|programmes/[\w-]+)(?=/)", "/…", path)


def links_on(page: Page) -> list[str]:
    found = page.eval_on_selector_all(
        "a[href]", "links => links.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
    )
    here = urlsplit(page.url).netloc
    return [
        urlsplit(link).path
        for link in found
        if urlsplit(link).netloc == here and not NOT_FOLLOWED.search(link)
    ]


def walk(page: Page, only: str) -> Iterator[str]:
    """The addresses of one page of each shape; each is open when it is given."""
    to_do, seen = ["/", HOME], {"/", shape(HOME)}
    while to_do:
        path = to_do.pop(0)
        answer = page.goto(path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        if only in path:
            yield path
        for link in links_on(page):
            if shape(link) not in seen:
                seen.add(shape(link))
                to_do.append(link)


def take_all(page: Page, options: argparse.Namespace) -> None:
    for path in walk(page, options.only):
        name = path.strip("/").replace("/", "_") or "portfolio"
        for width_name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=options.to / f"{name}.{width_name}.png", full_page=True)
        page.pdf(path=options.to / f"{name}.pdf", format="A4", print_background=True)


def take_pictures(page: Page, options: argparse.Namespace) -> None:
    for name, (path, words) in PICTURES.items():
        page.set_viewport_size({"width": WIDTHS["desk"], "height": 900})
        page.goto(HOME + path)
        if words:
            page.get_by_role("link", name=words).first.click()
            page.wait_for_load_state()
        page.screenshot(path=options.to / f"{name}.png")


def main() -> None:
    options = arguments()
    options.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = signed_in(browser, options)
        (take_all if options.all else take_pictures)(page, options)
        browser.close()


if __name__ == "__main__":
    main()
