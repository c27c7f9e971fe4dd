"""Texts that try to become markup or script, and how a page shows that one of them did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Dialog, Page

from tests.browser.watch import Watch

LONGEST = 60
"""Letters that the shortest field takes."""

CORPUS = (
    # tags
    "<script>hit()</script>",
    "<SCRIPT>hit()</SCRIPT>",
    "<scr<script>ipt>hit()</script>",
    "</script><script>hit()//",
    "<script src=data:,hit()></script>",
    "<iframe srcdoc='<script>hit()</script>'>",
    "<iframe src=javascript:hit()>",
    "<object data=javascript:hit()>",
    "<embed src=javascript:hit()>",
    "<base href=//zq.invalid/>",
    "<meta http-equiv=refresh content=0;url=/zq>",
    "<link rel=stylesheet href=/zq.css>",
    "<form action=/zq><button>zq",
    "</title><img src=x onerror=hit()>",
    "</textarea><img src=x onerror=hit()>",
    "</select><img src=x onerror=hit()>",
    "</option></select><svg onload=hit()>",
    "</style><img src=x onerror=hit()>",
    "<template><zq></template><zq>",
    "<zq>",
    "<plaintext>",
    "<xmp><zq></xmp>",
    "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
    # attributes and event handlers
    '" onfocus=hit() autofocus x="',
    "' onfocus=hit() autofocus x='",
    '"><img src=x onerror=hit()>',
    "'><svg/onload=hit()>",
    "` onmouseover=hit() `",
    "x onload=hit()",
    "<img src=x onerror=hit()>",
    "<img/src=x/onerror=hit()//",
    "<body onload=hit()>",
    "<input autofocus onfocus=hit()>",
    "<details open ontoggle=hit()>",
    "<video><source onerror=hit()>",
    "<div style=animation:x onanimationstart=hit()>",
    "<a href=javascript:hit()>zq</a>",
    "<b id=zq name=zq>",
    # SVG and MathML
    "<svg onload=hit()>",
    "<svg><script>hit()</script>",
    "<svg><a xlink:href=javascript:hit()><text>zq",
    "<svg><animate onbegin=hit() attributeName=x>",
    "<svg><foreignObject><img src=x onerror=hit()>",
    "<math><mi//xlink:href=javascript:hit()>zq",
    "<math><style><img src=x onerror=hit()></style>",
    # templates and expressions
    "{{7*191}}",
    "{% print 7*191 %}",
    "${7*191}",
    "#{7*191}",
    "<%= 7*191 %>",
    "{{config}}",
    "{{''.__class__}}",
    "[[7*191]]",
    # addresses
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    "data:text/html,<script>hit()</script>",
    "//zq.invalid/",
    "vbscript:hit()",
    'https://zq.invalid/"onclick="hit()',
    # comments and sections
    "<!--><img src=x onerror=hit()>",
    "--><img src=x onerror=hit()><!--",
    "<![CDATA[<img src=x onerror=hit()>]]>",
    "*/hit()/*",
    "<?xml version='1.0'?><zq/>",
    # letters
    "\uff1cscript\uff1ehit()\uff1c/script\uff1e",
    "\u202e>)(tih=rorreno x=crs gmi<",
    "<\u200bscript>hit()</script>",
    "%3Cscript%3Ehit()%3C/script%3E",
    "&lt;img src=x onerror=hit()&gt;",
    "&#60;img src=x onerror=hit()&#62;",
    "\\u003cscript>hit()",
    "\\x3cimg src=x onerror=hit()>",
    "+ADw-script+AD4-hit()+ADw-/script+AD4-",
    "<img src=x onerror=&#104;it()>",
    "\ufeff<zq>",
    # style
    "<style>:root{--zq:1}</style>",
    "}:root{--zq:1}",
    "red;background:url(/zq)",
    "#fff}</style><img src=x onerror=hit()>",
    # script
    "';hit();'",
    '");hit();("',
    "\\';hit();//",
    "</script><svg onload=hit()>",
    "constructor",
    "__proto__",
)
"""Of our own writing: `hit` is what they want to call, `zq` what they would leave, 1337 what they would sum up to."""

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
