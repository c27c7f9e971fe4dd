"""Texts that try to become markup or script, for tests of rendered pages and for those in a browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from careguide.core.questionnaire.model import Question
from careguide.web.forms import STEPS

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

PARAMETERS = (
    "country", "theme", "accent", "radius", "font", "lang", "site", "voice", "min_height", "url", "format", "maxwidth",
)  # fmt: skip
"""What any page reads behind the '?'."""

BY_QUERY = ("/embed/", "/embed/setup", "/oembed")
BY_COUNTRY = (
    "/",
    "/someone",
    "/options",
    "/about",
    "/together",
    "/leave",
    "/api/v1/",
    "/embed/options",
    "/embed/leave",
)
ROOMS = ("/", "/embed/", "/api/v1/", "/fhir/R4/", "/together/")
"""Below each of them an address that is none is answered in a way of its own."""

DECLARED = [
    ("person-home", "alone"),
    ("family-home", "some_support"),
    ("view-setting", "day_program"),
    ("view-reason", "cost"),
]
"""What two respondents and a professional chose, so that the sheets show all that was typed."""

SHOWN_ON_BOTH = ("who", "what", "when", "closing")
"""How the names of the fields begin whose text stands on the family sheet and on the staff sheet."""


def typed(questions: Iterable[Question]) -> list[str]:
    """Return the names of all fields that staff can type in."""
    names = [f"{part}-{number}" for number in range(1, STEPS + 1) for part in ("who", "what", "when")]
    names += ["closing", "view-text", "staff-name", "staff-contact"]
    return names + [f"note-{question.id}" for question in questions]


def by_turns(names: Sequence[str], turn: int) -> dict[str, str]:
    """Return a text for each of these names, the next one in each turn."""
    return {name: CORPUS[(number + turn) % len(CORPUS)] for number, name in enumerate(names)}


def words(text: str) -> str:
    """Return a text with every white space as one, as a page shows it."""
    return " ".join(text.split())
