/* Against eyes in the room: Esc twice covers everything; any key brings a resting page, the next the walk. */
(() => {
  'use strict';
  const cover = document.getElementById('cover');
  const resting = cover.querySelector('p');
  const title = document.title;
  const QUICK = 700;
  const CALM = 250;
  let last = -QUICK;
  let focus = null;
  let opened = null;
  let changed = 0;

  const hide = () => {
    focus = document.activeElement;
    document.body.classList.add('covered');
    opened = document.querySelector('dialog[open]');
    opened?.close();
    changed = performance.now();
    document.title = resting.dataset.title;
    cover.hidden = false;
    resting.hidden = true;
    cover.focus();
  };
  const reveal = () => {
    changed = performance.now();
    if (resting.hidden) {
      resting.hidden = false;
      return;
    }
    cover.hidden = true;
    document.body.classList.remove('covered');
    document.title = title;
    if (opened && !opened.matches('.loud')) opened.showModal();
    focus?.focus();
    document.dispatchEvent(new Event('uncovered'));
  };

  document.addEventListener('keydown', (event) => {
    if (document.body.matches('.covered')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!['Escape', 'Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) reveal();
    } else if (event.key === 'Escape') {
      const isSecond = event.timeStamp - last < QUICK;
      last = isSecond ? -QUICK : event.timeStamp;
      if (isSecond) hide();
    }
  }, true);
  cover.onclick = () => performance.now() - changed < CALM || reveal(); // two quick taps are one
  for (const button of document.querySelectorAll('.hide')) {
    button.hidden = false;
    button.onclick = hide;
  }
})();
