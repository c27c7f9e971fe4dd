"""How a page in a browser shows that a text became markup or script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Dialog, Page

from tests.browser.watch import Watch

LISTEN = """
addEventListener('securitypolicyviolation', (event) => told(`policy: ${event.violatedDirective} ${event.sourceFile}`));
addEventListener('error', (event) => told(`error: ${event.message}`));
window.hit = () => told('a script ran');
"""

TRACES = """() => {
  const found = [], all = [...document.querySelectorAll('*')];
  for (const one of all) {
    for (const {name, value} of one.attributes) {
      if (/^on/.test(name)) found.push(`<${one.localName}> has ${name}`);
      const leads = /^(href|src|action|formaction|data)$|:href$/.test(name);
      if (leads && /^\\s*(javascript|vbscript|data:text)/i.test(value))
        found.push(`${name} leads to a script`);
    }
    if (/^(zq|base|object|embed|plaintext|xmp|math)$/.test(one.localName) || /^zq/.test(one.id))
      found.push(`<${one.localName}> came in`);
  }
  if (getComputedStyle(document.documentElement).getPropertyValue('--zq')) found.push('a style came in');
  if (document.body.textContent.includes('1337')) found.push('an expression was worked out');
  if (Object.prototype.hit || window.zq) found.push('a name came in');
  return found;
}"""


@dataclass
class Alarm:
    """What happened in the pages of a browser profile that only markup or script of a stranger could bring about."""

    heard: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext, page: Page) -> None:
        """Listen in every page of a profile, and close any dialog of this page."""
        context.expose_binding("told", lambda _, words: self.heard.append(str(words)))
        context.add_init_script(LISTEN)
        page.on("dialog", self._dialog)

    def look(self, page: Page) -> None:
        """Look for what came into the page that is shown now."""
        self.heard += page.evaluate(TRACES)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # the staff page asks before what was typed there is lost
            dialog.accept()
            return
        self.heard.append(f"dialog: {dialog.type}")
        dialog.dismiss()


def alarmed(page: Page, watch: Watch) -> Alarm:
    """Listen from now on, on every page that this one goes to."""
    alarm = Alarm()
    alarm.over(page.context, page)
    watch.refusals.update((400, 403, 404, 422, 501))
    return alarm


def post(page: Page, path: str, fields: Iterable[tuple[str, str]]) -> None:
    """Send a form from the page that is shown, and wait for the page that answers."""
    with page.expect_navigation():
        page.evaluate(
            """([path, fields]) => {
              const form = document.createElement('form');
              [form.method, form.action] = ['post', path];
              for (const [name, value] of fields) {
                const field = document.createElement('textarea');
                [field.name, field.value] = [name, value];
                form.append(field);
              }
              document.body.append(form);
              HTMLFormElement.prototype.submit.call(form);
            }""",
            [path, [list(pair) for pair in fields]],
        )


def shown(page: Page) -> str:
    """Return the words of the page, with every white space as one."""
    return " ".join(str(page.evaluate("document.body.textContent")).split())
