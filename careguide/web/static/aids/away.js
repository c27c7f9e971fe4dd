/* Leaving, without a step back to this page: by the link, or by Shift three times in a row. */
(() => {
  'use strict';
  const SOON = 1000; // milliseconds from one press to the next
  let presses = 0;
  let last = 0;
  const links = document.querySelectorAll('.leave');
  for (const link of links) {
    link.onclick = (event) => {
      if (!document.querySelector('#sheet, .actions form, [data-own]')) return; // this page holds nothing of anyone
      event.preventDefault();
      location.replace(link.href);
    };
  }
  // A page that was kept alive for Back, with all its answers, comes anew for who has left.
  addEventListener('pageshow', ({ persisted }) => {
    const { navigation } = self;
    const here = persisted && navigation && navigation.currentEntry;
    if (here && navigation.entries().slice(here.index + 1).some((entry) => entry.getState() === 'left')) location.reload();
  });
  addEventListener('keydown', ({ key, repeat, timeStamp }) => {
    if (repeat) return;
    presses = key !== 'Shift' ? 0 : timeStamp - last < SOON ? presses + 1 : 1;
    last = timeStamp;
    if (presses === 3 && links.length) location.replace(links[0].href);
  }, true);
})();
