/* What continues a double tap counts only on the control where it began, for the page may have moved on below the finger.
   Mouse and finger say themselves when they tapped, so it does not matter how fast a machine is. */
(() => {
  'use strict';
  const AGAIN = 300; // milliseconds between the taps of a finger; of a mouse, the system counts the clicks
  const NEAR = 24;
  let taps = 1;
  let last = { pointerType: '' };
  let first = null;

  addEventListener('pointerdown', (event) => {
    const same = event.pointerType === 'touch' && last.pointerType === 'touch' && event.timeStamp - last.timeStamp < AGAIN;
    taps = same && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < NEAR ? taps + 1 : 1;
    last = event;
  }, true);
  addEventListener('pointerup', (event) => {
    last = event;
  }, true);
  addEventListener('click', (event) => {
    if (!event.detail) return; // from a key
    const control = event.target.closest('label, button, a, summary, [data-once]');
    if (event.detail === 1 && taps === 1) first = control;
    else if (control !== first || control?.matches('[data-once]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  /* A key that is held down is one press. */
  addEventListener('keydown', (event) => {
    if (event.repeat && event.key === 'Enter' && event.target.closest?.('a, button, summary')) event.preventDefault();
  }, true);
})();
