/* For a screen that many people use, such as in a waiting room: by a setting, or by ?kiosk in the address, which goes along
   from page to page. After a quiet time it counts down, and anyone can stop that; then it starts over. No answer stays in
   the page or in the tab's history, at any step. */
(() => {
  'use strict';
  const QUIET = 120; // seconds
  const COUNTED = 30;
  const named = new URLSearchParams(location.search).has('kiosk');
  const sheet = document.getElementById('sheet');
  const box = document.createElement('dialog');
  const words = document.createElement('p');
  const stay = document.createElement('button');
  const first = document.querySelector('.brand, .alone');
  let last = Date.now();

  const along = (address) => {
    const url = new URL(address, location.href);
    if (url.origin === location.origin) url.searchParams.set('kiosk', '');
    return url.href;
  };
  if (named) {
    for (const link of document.querySelectorAll('a[href]:not([href^="#"])')) link.href = along(link.href);
    for (const form of document.forms) form.action = along(form.action);
    for (const button of document.querySelectorAll('[formaction]')) button.formAction = along(button.formAction);
  }

  // What the page notes for the way back, it notes for one person; here the next one would find it.
  const forget = () => history.replaceState(sheet && { step: (history.state || {}).step || 0 }, '');
  const clear = () => {
    for (const field of document.querySelectorAll('input:checked')) field.checked = false;
    for (const field of document.querySelectorAll('[type=text], [name=code]')) field.value = '';
  };
  // A first page that no one has touched can stay as it is.
  const isFresh = () => document.querySelector('#intro.now') && location.pathname === new URL(first.href).pathname &&
    ![...document.querySelectorAll('input:checked, [name=code]')].some((field) => field.checked || field.name === 'code' && field.value);
  // A press on the box itself is heard when it ends, so that it cannot fall through to the page.
  const active = ({ type, target }) => {
    last = Date.now();
    if (type !== 'pointerdown' || !box.contains(target)) box.close();
  };
  const look = () => {
    const left = Math.ceil(QUIET + COUNTED - (Date.now() - last) / 1000);
    if (left > COUNTED || isFresh()) return;
    if (left <= 0) {
      clear();
      location.replace(first.href);
      return;
    }
    words.textContent = say('script.kiosk', { left: left });
    if (!box.open) box.showModal();
  };

  stay.type = 'button';
  stay.className = 'button';
  stay.textContent = say('script.still_here');
  box.onclick = active;
  box.append(words, stay);
  document.body.append(box);
  for (const name of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove']) addEventListener(name, active, { capture: true, passive: true });
  setInterval(look, 1000);
  if (sheet) sheet.autocomplete = 'off'; // nor does the browser keep what was ticked
  forget();
  for (const name of ['change', 'moved']) if (sheet) sheet.addEventListener(name, forget);
  addEventListener('hashchange', forget);
  addEventListener('pagehide', clear);
})();
