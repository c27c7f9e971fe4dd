/* The picture so far: answers go to this server, which answers and forgets. Notes and names never go.
   What is loud interrupts at once, from the page itself where one answer is enough, so that it needs no server. */
(() => {
  'use strict';
  const form = document.getElementById('walk');
  const box = document.getElementById('live');
  const offline = form.querySelector('.offline');
  const said = document.getElementById('told');
  const sentence = document.getElementById('sentences').content.querySelector('[data-name=offline]').textContent;
  const LONGEST = 15;
  let number = 0;
  let timer = 0;
  let pause = 1;
  let ruled = [];
  let seen = [];

  const answers = () => {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (/^(person|family|mark)-|^_country$/.test(name)) sent.append(name, value);
    return sent;
  };

  const interrupt = () => {
    const own = [...form.querySelectorAll('.answers:enabled [data-loud]:checked')];
    const loud = [...own.map((input) => input.dataset.loud + ':' + input.closest('.step').dataset.question), ...ruled];
    const fresh = loud.filter((key) => !seen.includes(key));
    const isNew = (level) => fresh.some((key) => key.startsWith(level));
    const known = seen.some((key) => key.startsWith('same_day'));
    seen = loud;
    if (isNew('emergency')) open('emergency');
    else if (isNew('same_day') && !known) open('same_day');
  };
  const open = (level) => {
    for (const other of document.querySelectorAll('dialog[open]')) other.close();
    const dialog = document.getElementById('loud-' + level);
    dialog.showModal();
    dialog.querySelector('h2').focus();
  };

  const again = (words, seconds) => {
    offline.textContent = words;
    offline.hidden = false;
    timer = setTimeout(send, seconds * 1000);
    pause = Math.min(pause * 2, LONGEST);
  };
  const show = (html) => {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    const found = parsed.querySelector('[data-loud]');
    offline.hidden = true;
    pause = 1;
    box.replaceChildren(found);
    said.textContent = found.dataset.told;
    ruled = found.dataset.loud.split(' ').filter(Boolean);
    interrupt();
  };
  const send = async () => {
    const mine = ++number;
    clearTimeout(timer);
    try {
      const reply = await fetch(form.dataset.live, { method: 'POST', body: answers(), cache: 'no-store', signal: AbortSignal.timeout(8000) });
      const text = await reply.text();
      if (mine !== number) return;
      if (reply.ok) show(text);
      else if (reply.status === 403) again(text, LONGEST);
      else again(sentence, pause);
    } catch {
      if (mine === number) again(sentence, pause);
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(send, 120);
  };

  form.addEventListener('change', ({ target }) => {
    if (!target.closest('.answers, .here') && target !== form) return;
    interrupt();
    soon();
  });
  addEventListener('online', () => offline.hidden || send());
  for (const dialog of document.querySelectorAll('dialog.loud')) {
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.querySelector('.seen').onclick = () => dialog.close();
  }
  box.addEventListener('click', (event) => {
    const button = event.target.closest('.again');
    if (button) open(button.dataset.level);
  });
})();
