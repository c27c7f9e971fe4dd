"""The code of a summary as a picture, on a page of its own: what a camera reads in it is the code of the summary."""

from __future__ import annotations

import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.sheets import CALM

pytestmark = pytest.mark.browser

WIDTH = 300
"""Pixels of the picture that is read."""

SEND = """(sheet) => {
  for (const answer of Object.entries(sheet)) document.getElementById(answer.join('-')).checked = true;
  document.getElementById('sheet').submit();
}"""

PIXELS = """async ([svg, width]) => {
  svg.setAttribute('width', width);
  svg.setAttribute('height', width);
  const image = new Image();
  image.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  await image.decode();
  const context = Object.assign(document.createElement('canvas'), {width, height: width}).getContext('2d');
  context.drawImage(image, 0, 0, width, width);
  return [...context.getImageData(0, 0, width, width).data].filter((_, place) => place % 4 == 0);
}"""


@pytest.mark.parametrize("lately", ["nothing", "cut_fast"])
def test_a_camera_reads_the_code(visit: Visit, lately: str) -> None:
    """As the browser draws it, with its margin; and the summary is one press away."""
    page = visit("/")
    page.evaluate(SEND, {**CALM, "lately": lately})
    page.locator("details.code summary").click()
    code = page.locator(".symbols").inner_text()
    page.locator("details.code button").click()
    page.wait_for_url("**/code")
    pixels = page.evaluate(PIXELS, [page.locator(".scan svg").element_handle(), WIDTH])
    read = zxingcpp.read_barcode(memoryview(bytes(pixels)).cast("B", (WIDTH, WIDTH)))
    assert read is not None
    assert read.text == code == page.locator(".symbols").inner_text()
    page.locator(".actions button").click()
    expect(page.locator(".symbols")).to_have_text(code)
