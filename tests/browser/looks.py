"""Looks at a page for what people stumble over: scripts that each return what they found wrong."""

TOO_WIDE = """() => {
  const page = document.scrollingElement, width = page.clientWidth;
  if (page.scrollWidth <= width) return [];
  const parts = [...document.querySelectorAll('body *')];
  const wide = parts.filter((part) => part.getBoundingClientRect().right > width + 1);
  return ['the page: ' + page.scrollWidth, ...wide.map((part) => part.tagName + '.' + part.getAttribute('class'))];
}"""

CLIPPED = """() => [...document.querySelectorAll('main *:not(.sr)')].filter((part) => {
  const style = getComputedStyle(part);
  const cut = (way, is, has) => /hidden|clip/.test(style['overflow' + way]) && is > has + 1;
  return cut('X', part.scrollWidth, part.clientWidth) || cut('Y', part.scrollHeight, part.clientHeight);
}).filter((part) => !part.closest('svg')).map((part) => part.tagName + '.' + part.className)"""

OVERLAPPING = """() => {
  const own = (part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const root = document.querySelector('dialog[open]') || document.querySelector('main');
  const parts = [...root.querySelectorAll('*')].filter((part) =>
    own(part) && part.checkVisibility() && !part.closest('svg, .alarm, .below, .sr, .walk-on') &&
    getComputedStyle(part).display !== 'inline');
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const found = [];
  for (let one = 0; one < parts.length; one++) for (let two = one + 1; two < parts.length; two++) {
    const across = Math.min(boxes[one].right, boxes[two].right) - Math.max(boxes[one].left, boxes[two].left);
    const down = Math.min(boxes[one].bottom, boxes[two].bottom) - Math.max(boxes[one].top, boxes[two].top);
    if (across > 2 && down > 2 && !parts[one].contains(parts[two]) && !parts[two].contains(parts[one]))
      found.push([parts[one], parts[two]].map((part) => part.textContent.trim().slice(0, 30)).join(' / '));
  }
  return found;
}"""

TOO_SMALL = """(least) => {
  const inSentence = (link) => link.matches('a') && getComputedStyle(link).display === 'inline' &&
    link.parentElement.textContent.trim() !== link.textContent.trim();
  const root = document.querySelector('dialog[open]') || document;
  return [...root.querySelectorAll('a[href], button, summary, .choice')]
    .filter((target) => target.checkVisibility() && !inSentence(target) && !target.matches('.skip:not(:focus)'))
    .map((target) => [target.textContent.trim().slice(0, 40), target.getBoundingClientRect()])
    .filter(([, box]) => box.width < least || box.height < least)
    .map(([name, box]) => name + ': ' + box.width.toFixed(1) + ' by ' + box.height.toFixed(1));
}"""
