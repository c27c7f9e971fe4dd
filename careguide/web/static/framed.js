/* The frame's side of an embed: how tall it is, and how far it is. A site that is not listed is told nothing, and no
   site is told an answer, a question or a result. */
(() => {
  'use strict';
  const PROTOCOL = 1;
  const root = document.documentElement;
  const { origins, phase, refused } = document.body.dataset;

  // What the site is told, once it has said hello and is found on the list.
  const speak = () => {
    const ENDS = { summary: ['complete'], left: ['exit'], problem: ['error', { reason: 'answers' }] };
    let site = '';
    let frame = '';
    let steps = 0;
    const tell = (type, more) => site && parent.postMessage({ careguide: PROTOCOL, frame, type, ...more }, site);
    const measure = () => tell('resize', { height: Math.ceil(root.getBoundingClientRect().height) });
    addEventListener('message', ({ data, origin, source }) => {
      if (parent === self || source !== parent || !origins.split(' ').includes(origin)) return;
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
    document.addEventListener('moved', () => {
      const { id } = document.querySelector('.now');
      tell('step', { phase: { intro: 'start', last: 'review' }[id] || 'questions', index: ++steps });
    }, true);
  };

  // The edge of the screen may be out of a frame's reach, so the emergency panel comes up where the person looks.
  const raise = () => {
    const alarm = document.querySelector('.alarm');
    const isUp = () => getComputedStyle(alarm).display !== 'none';
    const now = () => document.querySelector('.now').before(alarm);
    let wasUp = isUp();
    root.classList.add('within');
    document.addEventListener('change', (event) => {
      if (isUp() && !wasUp) {
        event.target.closest('.choice').after(alarm);
        alarm.scrollIntoView({ block: 'nearest' });
      }
      wasUp = isUp();
    });
    document.addEventListener('moved', now, true);
    now();
  };

  if (refused) console.warn('careguide: ' + refused);
  speak();
  if (self !== top && document.querySelector('.alarm')) raise();
})();
