/* Against eyes in the room: Esc twice covers everything; any key brings a resting page, the next the walk. What had the
   focus, in a dialog and behind it, has it again. */
(() => {
  'use strict';
  const cover = document.getElementById('cover');
  const resting = cover.querySelector('p');
  const title = document.title;
  const QUICK = 700;
  let last = -QUICK;
  let inside = null;
  let behind = null;
  let opened = null;

  const hide = () => {
    inside = document.activeElement;
    opened = document.querySelector('dialog[open]');
    opened?.close();
    behind = document.activeElement;
    document.body.classList.add('covered');
    document.title = resting.dataset.title;
    cover.hidden = false;
    resting.hidden = true;
    cover.focus();
  };
  const reveal = () => {
    if (resting.hidden) {
      resting.hidden = false;
      return;
    }
    cover.hidden = true;
    document.body.classList.remove('covered');
    document.title = title;
    behind?.focus();
    if (opened && !opened.matches('.loud')) opened.showModal();
    inside?.focus();
    document.dispatchEvent(new Event('uncovered'));
  };

  document.addEventListener('keydown', (event) => {
    if (document.body.matches('.covered')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat && !['Escape', 'Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) reveal();
    } else if (event.key === 'Escape' && !event.repeat) {
      const isSecond = event.timeStamp - last < QUICK;
      last = isSecond ? -QUICK : event.timeStamp;
      if (isSecond) hide();
    }
  }, true);
  cover.onclick = reveal;
  for (const button of document.querySelectorAll('.hide')) {
    button.hidden = false;
    button.onclick = hide;
  }
})();
