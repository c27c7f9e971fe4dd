/* The picture so far: answers go to this server, which answers and forgets. Notes and names never go.
   What is loud interrupts at once, from the page itself where it can, so that it needs no server. */
(() => {
  'use strict';
  const form = document.getElementById('walk');
  const box = document.getElementById('live');
  const offline = document.querySelector('.offline');
  const said = document.getElementById('result');
  const words = document.getElementById('sentences').content;
  const sentence = (name) => words.querySelector('[data-name=' + name + ']').textContent;
  const LEVELS = ['emergency', 'same_day'];
  const LONGEST = 15;
  const PATIENCE = 8000; // milliseconds for the first try; on a slow line each further one is given more
  let number = 0;
  let timer = 0;
  let pause = 1;
  let ruled = [];
  let seen = [];
  let waiting = '';
  let opener = null;

  /* What is loud. An answer's key is its input, that of a rule its id; a dialog waits until it was seen. */
  const dialog = (level) => document.getElementById('loud-' + level);
  const present = () => {
    if (!waiting || document.body.matches('.covered')) return;
    for (const other of document.querySelectorAll('dialog[open]')) if (other !== dialog(waiting)) other.close();
    if (dialog(waiting).open) return;
    opener = document.activeElement;
    dialog(waiting).showModal();
    dialog(waiting).querySelector('h2').focus();
  };
  const open = (level, because) => {
    const found = dialog(level);
    found.querySelector('.because').textContent = because;
    if (!waiting || LEVELS.indexOf(level) < LEVELS.indexOf(waiting)) waiting = level;
    present();
  };
  const label = (key) => document.getElementById(key.split(':')[1])?.parentElement.querySelector('span').textContent || '';
  const interrupt = () => {
    const own = [...form.querySelectorAll('.answers:enabled [data-loud]:checked')].map((input) => input.dataset.loud + ':' + input.id);
    const here = form.dataset.rules.split(' ').filter((id) => id && getComputedStyle(form).getPropertyValue('--rule-' + id) === '1');
    const loud = [...new Set([...own, ...here.map((id) => 'emergency:' + id), ...ruled])];
    const fresh = loud.filter((key) => !seen.includes(key));
    // A rule for the same day adds to what an answer has already interrupted for; alone it interrupts by itself.
    const known = seen.some((key) => key.startsWith('same_day'));
    seen = loud;
    for (const level of LEVELS) {
      const news = fresh.filter((key) => key.startsWith(level) && (level === 'emergency' || label(key) || !known));
      if (news.length) return open(level, news.map(label).filter(Boolean).join(' · '));
    }
  };

  /* The picture */
  const answers = () => {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (/^(person|family|mark)-|^_(country|version)$/.test(name)) sent.append(name, value);
    return sent;
  };
  const stale = (words) => {
    offline.textContent = words;
    offline.hidden = !words;
    box.classList.toggle('stale', Boolean(words));
  };
  const again = (words, seconds) => {
    stale(words);
    timer = setTimeout(send, seconds * 1000);
    pause = Math.min(pause * 2, LONGEST);
  };
  const show = (html) => {
    const found = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-loud]');
    if (!found) throw new Error('this is not from our server');
    const held = box.contains(document.activeElement);
    stale('');
    pause = 1;
    box.removeAttribute('aria-busy');
    box.replaceChildren(found);
    if (held) box.focus();
    if (said.textContent !== found.dataset.told) said.textContent = found.dataset.told;
    ruled = found.dataset.loud.split(' ').filter(Boolean);
    interrupt();
  };
  const send = async () => {
    const mine = ++number;
    clearTimeout(timer);
    try {
      const reply = await fetch(form.dataset.live, { method: 'POST', body: answers(), cache: 'no-store', signal: AbortSignal.timeout(PATIENCE * pause) });
      const text = await reply.text();
      if (mine !== number) return;
      if (reply.ok) show(text);
      else if (reply.status === 403) again(text, LONGEST);
      else if (reply.status === 422) stale(new DOMParser().parseFromString(text, 'text/html').querySelector('.sentences').textContent.trim());
      else again(sentence('offline'), pause);
    } catch {
      if (mine === number) again(sentence('offline'), pause);
    }
  };
  const soon = () => {
    number += 1; // a reply to what was sent before is not the picture of what is on the page now
    box.setAttribute('aria-busy', 'true');
    clearTimeout(timer);
    timer = setTimeout(send, 120);
  };

  form.addEventListener('change', ({ target }) => {
    if (!target.closest('.answers, .here') && target !== form) return;
    if (target === form) seen = ruled = [];
    interrupt();
    soon();
  });
  addEventListener('online', () => offline.hidden || send());
  document.addEventListener('uncovered', present);
  for (const level of LEVELS) {
    dialog(level).addEventListener('cancel', (event) => event.preventDefault());
    dialog(level).addEventListener('close', present); // browsers can close what may not be cancelled
    dialog(level).querySelector('.seen').onclick = () => {
      waiting = '';
      dialog(level).close();
      if (!opener.isConnected) box.focus(); // the picture came anew meanwhile
      document.dispatchEvent(new Event('seen'));
    };
  }
  box.addEventListener('click', (event) => {
    const button = event.target.closest('.again');
    if (button) open(button.dataset.level, '');
  });
  // On a slow machine someone may have answered before this script was there.
  if (form.querySelector('.answers :checked')) {
    interrupt();
    soon();
  }
})();
