/* The frame's side of an embed: how it looks, how tall it is, and how far it is. A site that is not listed is told
   nothing, and no site is told an answer, a question or a result. */
(() => {
  'use strict';
  const PROTOCOL = 1;
  const ENOUGH = 4.5; // the contrast that WCAG asks for at level AA
  const FONTS = {
    system: 'system-ui, sans-serif', serif: 'Georgia, serif', arial: 'Arial, sans-serif', georgia: 'Georgia, serif',
    helvetica: 'Helvetica, Arial, sans-serif', tahoma: 'Tahoma, sans-serif', times: '"Times New Roman", serif',
    trebuchet: '"Trebuchet MS", sans-serif', verdana: 'Verdana, sans-serif'
  };
  const root = document.documentElement;
  const dark = document.getElementById('dark');
  const given = new URLSearchParams(location.search);
  const refuse = (name, why) => console.warn('careguide: ' + name + ' is left out. ' + why);
  const set = (name, value) => root.style.setProperty('--' + name, value);

  const parts = (colour) => {
    const digits = colour.trim().slice(1);
    const wide = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
    return [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16));
  };
  const light = (rgb) => rgb.map((part) => part / 255)
    .map((part) => (part > .04045 ? ((part + .055) / 1.055) ** 2.4 : part / 12.92))
    .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((less, more) => less - more);
    return (high + .05) / (low + .05);
  };

  // A colour may be fit for a light screen and not for a dark one: where it is not, the guide's own stands.
  const paint = (accent) => {
    for (const name of ['accent', 'on-accent', 'tint']) root.style.removeProperty('--' + name);
    const house = (name) => parts(getComputedStyle(root).getPropertyValue('--' + name));
    const own = parts(accent);
    const tint = house('card').map((part, at) => Math.round(part * .9 + own[at] * .1));
    const least = Math.min(...[house('paper'), house('card'), tint].map((ground) => contrast(own, ground)),
      contrast(house('quiet'), tint));
    if (ENOUGH > least) {
      refuse('accent', 'Its contrast is ' + least.toFixed(1) + ' here, and WCAG AA asks for ' + ENOUGH + '.');
      return;
    }
    set('accent', accent);
    set('on-accent', ENOUGH > contrast(own, [255, 255, 255]) ? '#000' : '#fff');
    set('tint', 'rgb(' + tint.join(' ') + ')');
  };

  const LOOKS = {
    theme: ['light, dark or auto', /^(light|dark|auto)$/, (theme) => {
      if (theme === 'auto') return;
      dark.media = theme === 'dark' ? 'screen' : 'not all';
      root.style.colorScheme = theme;
    }],
    accent: ['a colour such as #175e54', /^#([0-9a-f]{3}|[0-9a-f]{6})$/i, (accent) => {
      paint(accent);
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint(accent));
    }],
    radius: ['a number from 0 to 24', /^(1?\d|2[0-4])$/, (radius) => set('radius', radius + 'px')],
    font: [Object.keys(FONTS).join(', '), new RegExp('^(' + Object.keys(FONTS).join('|') + ')$'), (font) => {
      set('text', FONTS[font]);
      set('heading', FONTS[font]);
    }],
    lang: [root.lang, new RegExp('^' + root.lang + '$'), () => {}],
    country: ['two letters', /^[a-z]{2}$/i, () => {}]
  };
  const look = new URLSearchParams();
  for (const name of new Set(given.keys())) {
    const known = Object.keys(LOOKS).includes(name);
    const value = given.get(name);
    if (!known) refuse(JSON.stringify(name.slice(0, 20)), 'There is no such setting.');
    else if (!LOOKS[name][1].test(value)) refuse(name, 'It must be ' + LOOKS[name][0] + '.');
    else {
      LOOKS[name][2](value);
      if (name !== 'country') look.set(name, value);
    }
  }

  // The look goes along to the pages that follow in the frame; it is no answer, so it may stand in an address.
  const carry = () => {
    const inside = location.pathname.slice(0, location.pathname.lastIndexOf('/embed/') + 7);
    const follow = (element, name) => {
      const address = new URL(element.getAttribute(name), location.href);
      if (!address.pathname.startsWith(inside)) return;
      for (const [key, value] of look) address.searchParams.set(key, value);
      element.setAttribute(name, address.pathname + address.search + address.hash);
    };
    for (const name of ['href', 'action', 'formaction', 'data-home']) {
      for (const element of document.querySelectorAll('[' + name + ']:not([href^="#"], link)')) follow(element, name);
    }
  };

  // What the site is told, once it has said hello and is found on the list.
  const speak = () => {
    const { origins, phase } = document.body.dataset;
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
      root.classList.add('tall');
      if (isFirst) new ResizeObserver(measure).observe(document.body);
      measure(); // browsers let an observer sleep while the frame is out of sight
    });
    document.addEventListener('moved', () => {
      const { id } = document.querySelector('.now');
      tell('step', { phase: { intro: 'start', last: 'review' }[id] || 'questions', index: ++steps });
    }, true);
  };

  // In a tall frame the emergency panel comes up where the person looks, since the edge of the screen is out of reach.
  const raise = () => {
    const alarm = document.querySelector('.alarm');
    const isUp = () => getComputedStyle(alarm).display !== 'none';
    let wasUp = isUp();
    const place = (before) => before.matches('.choice') ? before.after(alarm) : before.before(alarm);
    const tall = () => root.classList.contains('tall');
    document.addEventListener('change', (event) => {
      if (tall() && isUp() && !wasUp) place(event.target.closest('.choice'));
      wasUp = isUp();
    });
    document.addEventListener('moved', () => tall() && place(document.querySelector('.now')), true);
  };

  addEventListener('DOMContentLoaded', () => {
    const country = document.querySelector('[name="_country"]');
    const wanted = given.get('country');
    if (country && wanted && wanted.toUpperCase() !== country.value) refuse('country', 'It has no help lines here.');
    carry();
    speak();
    if (document.querySelector('.alarm')) raise();
  });
})();
