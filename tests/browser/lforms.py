"""NLM's LHC-Forms, software that no one here wrote, served on this machine and filled in as a person does."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from careguide.core.assessment.answers import Sheet, words_of
from careguide.core.questionnaire.model import Questionnaire
from careguide.fhir.canon import Canon, Resource, answer_code

ADD = "(form) => LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'})"
DATA = "() => LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')"
SHOWN = "() => [...document.querySelectorAll('[id^=\"item-\"]')].map((item) => item.id.slice(5).split('/')[0])"


PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Form</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/webcomponent/styles.css"></head>
<body><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script>
<script type="module" src="/webcomponent/runtime.js"></script>
<script type="module" src="/webcomponent/polyfills.js"></script>
<script type="module" src="/webcomponent/main.js"></script>
<script defer src="/fhir/R4/lformsFHIR.min.js"></script></body>
</html>"""

NEEDED = tuple(re.findall('="/(.+?)"', PAGE))
"""The files of the package that the page loads, as its README says."""


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        """Serve the page that holds a form, or a file of the package."""
        if self.path != "/":
            return super().do_GET()
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the package at an address of this machine, which is yielded."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def show(page: Page, form: Resource) -> None:
    """Show a Questionnaire, empty, in place of the one that was there."""
    page.evaluate("() => document.getElementById('form').replaceChildren()")
    page.evaluate(ADD, form)
    page.locator(f"[id='item-{form['item'][0]['linkId']}/1']").wait_for()


def fill(page: Page, canon: Canon, sheet: Sheet) -> None:
    """Choose the answers of a sheet in the order of the form, each once its question is there."""
    for question in canon.questionnaire.questions:
        words = sheet.get(question.id, ())
        for word in (word for word in words_of(question) if word in words):
            label = page.locator(f"label[id='{question.id}/1/1|{canon.system}|{answer_code(question, word)}']")
            label.click()


def shown(page: Page, guide: Questionnaire) -> tuple[set[str], bool]:
    """Return the questions that are on the page, and whether an alarm is."""
    names = set(page.evaluate(SHOWN))
    return names & guide.question.keys(), any(name.endswith(".alarm") for name in names)


def answers(page: Page) -> Resource:
    """Return the QuestionnaireResponse that the software makes of what was chosen."""
    made: Resource = page.evaluate(DATA)
    return made
