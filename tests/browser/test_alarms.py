"""No alarm lies over anything that can be pressed: at every width, with script and without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import staff, steps
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SIZES = {320: 568, 390: 844, 768: 1024, 1024: 768, 1280: 800}

WIDE = 1024
"""From here on there is room for the alarm beside all else, so that nothing at all lies under it."""

COVERED = """() => {
  const found = [];
  const shown = (control) => control.checkVisibility({ visibilityProperty: true }) && control.getClientRects().length;
  const box = (control) => (control.labels?.length ? control.labels[0] : control).getBoundingClientRect();
  for (const control of document.querySelectorAll('input:not([type=hidden]), textarea, select, button, a, summary')) {
    if (!shown(control) || control.closest('.alarm, .skip')) continue;
    control.scrollIntoView({ block: 'start', behavior: 'instant' });
    scrollBy({ top: -60, behavior: 'instant' });
    const { left, top, width, height } = box(control);
    const hit = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
    if (hit?.closest('.alarm')) found.push(control.id || control.textContent.trim());
  }
  return found;
}"""
"""The controls that lie under an alarm though the page was scrolled to them."""

RESTING = """() => [...document.querySelectorAll('input:not([type=hidden]), button, a, summary')].filter((control) => {
  if (control.closest('.alarm, .skip') || !control.checkVisibility({ visibilityProperty: true })) return false;
  const { left, top, width, height } = control.getBoundingClientRect();
  const alarm = document.querySelector('.alarm').getBoundingClientRect();
  return left < alarm.right && left + width > alarm.left && top < alarm.bottom && top + height > alarm.top;
}).map((control) => control.id || control.textContent.trim())"""
"""The controls that lie under an alarm as the page stands."""


@pytest.mark.slow
@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("path", ["/", "/someone", "/embed/", "/embed/someone"])
def test_on_the_guide_page(visit: Visit, path: str, script: bool, width: int) -> None:
    """Whatever the page is scrolled to can be seen and pressed, above the alarm."""
    page = visit(path, script=script, viewport={"width": width, "height": SIZES[width]})
    if script:
        steps.start(page)
        steps.tick(page, {"right_now": ["seizure"]})
    else:
        page.check("#right_now-seizure")
    expect(page.locator(".alarm")).to_be_visible()
    assert page.evaluate(COVERED) == []


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("ticks", [("person-right_now-seizure",), ("person-lately-stopped", "family-reason-epilepsy")])
def test_on_the_staff_page_without_script(visit: Visit, ticks: tuple[str, ...], width: int) -> None:
    """Without script the alarm is in sight with the answer, and what one scrolls to can be pressed."""
    page = visit("/together", script=False, viewport={"width": width, "height": SIZES[width]})
    for name in ticks:
        page.check(f"#{name}")
    expect(page.locator(".alarm")).to_be_in_viewport()
    assert page.evaluate(COVERED) == []
    page.evaluate("scrollTo(0, 0)")
    assert width < WIDE or page.evaluate(RESTING) == []


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("ticks", [("person-right_now-seizure",), ("person-lately-stopped", "family-reason-epilepsy")])
def test_on_the_staff_page_with_script(visit: Visit, ticks: tuple[str, ...], width: int) -> None:
    """With script the dialog is the alarm: once it was seen nothing lies over the page."""
    page = visit("/together", viewport={"width": width, "height": SIZES[width]})
    staff.fill(page, ticks)
    staff.dismiss(page)
    expect(page.locator("#live .emergency")).to_be_attached()
    expect(page.locator(".alarm")).to_be_hidden()
