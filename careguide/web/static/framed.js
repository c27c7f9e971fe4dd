/* The frame's side of an embed: how tall it is, and how far it is. A site that is not listed is told nothing, and no
   site is told an answer, a question or a result. */
(() => {
  'use strict';
  const PROTOCOL = 1;
  const ENDS = { summary: ['complete'], left: ['exit'], problem: ['error', { reason: 'answers' }] };
  const root = document.documentElement;
  const sheet = document.getElementById('sheet');
  const alarm = document.querySelector('.alarm');
  const { origins, phase, refused } = document.body.dataset;
  const present = () => document.querySelector('.now');
  let [site, frame, steps] = ['', '', 0];

  // What the site is told, once it has said hello and is found on the list.
  const tell = (type, more) => site && parent.postMessage({ careguide: PROTOCOL, frame, type, ...more }, site);
  const measure = () => tell('resize', { height: Math.ceil(root.getBoundingClientRect().height) });
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== parent || !origins.split(' ').includes(origin)) return;
    if (!data || data.type !== 'hello' || typeof data.frame !== 'string' || !/^\w{1,40}$/.test(data.frame)) return;
    const isFirst = !site;
    [site, frame] = [origin, data.frame];
    if (data.careguide !== PROTOCOL) {
      tell('error', { reason: 'protocol' });
      return;
    }
    tell('ready');
    if (isFirst && phase in ENDS) tell(...ENDS[phase]);
    if (isFirst) new ResizeObserver(measure).observe(document.body);
    measure(); // browsers let an observer sleep while the frame is out of sight
  });

  // The edge of the screen may be out of a frame's reach, so the emergency panel comes up where the person looks.
  const isUp = () => getComputedStyle(alarm).display !== 'none';
  const raise = () => {
    let wasUp = isUp();
    root.classList.add('within');
    sheet.addEventListener('change', (event) => {
      if (isUp() && !wasUp) {
        event.target.closest('.choice').after(alarm);
        alarm.scrollIntoView({ block: 'nearest' });
      }
      wasUp = isUp();
    });
    sheet.addEventListener('moved', () => present().before(alarm));
    present().before(alarm);
  };

  // In a sandbox without allow-forms a browser sends no form, and says nothing: not even the submit event comes. Then
  // the answers are sent from here, and the summary is written in the place of this page; summary.js does the rest.
  const send = async (button) => {
    if (!sheet.dispatchEvent(new SubmitEvent('submit', { cancelable: true, submitter: button }))) return;
    try {
      const body = new URLSearchParams(new FormData(sheet));
      const page = await (await fetch(sheet.action, { method: 'POST', body })).text();
      if (!button.isConnected) return; // pressed twice
      history.pushState('written', '');
      document.write(page);
      document.close();
    } catch {
      button.insertAdjacentHTML('afterend', '<p role=alert>' + say('script.not_sent'));
    }
  };

  if (refused) console.warn('careguide: ' + refused);
  if (!sheet) return;
  sheet.addEventListener('moved', () => {
    tell('step', { phase: { intro: 'start', last: 'review' }[present().id] || 'questions', index: ++steps });
  });
  let sent;
  sheet.onsubmit = () => (sent = true);
  sheet.onclick = ({ target }) => {
    sent = target.type !== 'submit';
    setTimeout(() => sent || send(target));
  };
  if (self !== top) raise();
})();
