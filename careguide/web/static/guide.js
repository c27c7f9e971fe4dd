/* One question at a time. Without this the page is whole; this hides, counts and moves, and stores nothing.
   Ticks are noted in this tab's own history, since browsers forget them on a no-store page, such as changed answers. */
(() => {
  'use strict';
  const form = document.getElementById('sheet');
  const all = [...form.querySelectorAll('.step')];
  const site = form.dataset.site;
  const alarm = form.querySelector('.alarm');
  const [where, walk] = document.getElementById('walk').content.children;
  const last = all[all.length - 1];
  const filled = 'filled' in form.dataset;
  // In another site's frame, Back of the browser belongs to that site; there the steps are noted here instead.
  const trail = self === top ? null : [];
  // Who has left finds no answer on the way back.
  const here = self.navigation && navigation.currentEntry;
  const hasLeft = here && navigation.entries().slice(here.index + 1).some((entry) => entry.getState() === 'left');
  let now = 0;
  let more = null;

  const asked = (step) => getComputedStyle(step).getPropertyValue('--unasked') !== '1';
  const ahead = (from, by) => {
    let index = from + by;
    while (all[index] && !asked(all[index])) index += by;
    return index;
  };
  // What the address names, such as who pressed "Start" before this script was here; without a name, the first.
  const named = () => (location.hash ? all.findIndex((step) => '#' + step.id === location.hash) : 0);
  const title = (step) => step.querySelector('legend, h1, h2');

  const progress = (step) => {
    const part = step.closest('.part');
    if (!part) return '';
    const left = all.slice(now + 1).filter((other) => other.matches('.question') && asked(other)).length;
    return part.dataset.title + ' · ' + (left ? say('script.at_most', { count: left }) : say('script.last'));
  };

  // What only who has started needs comes in one answer more, and nothing is lost without it.
  const fetched = async () => {
    more = form;
    try {
      const answer = await fetch('aids');
      if (answer.ok) form.append(document.createRange().createContextualFragment(await answer.text()));
    } catch {
      more = null;
    }
  };

  const mark = (how) => {
    const ticks = [...form.querySelectorAll('input:checked')].map((input) => input.id);
    history[how]({ step: now, ticks }, '', form.dataset.home);
  };

  const tick = ({ ticks }) => {
    if (ticks) for (const input of form.querySelectorAll('.choice input')) input.checked = ticks.includes(input.id);
  };

  // The entry of the tab's history comes before the title, which names the entry that is the current one.
  const show = (index, focus, how) => {
    all[now].classList.remove('now');
    now = index;
    if (how) mark(how);
    const step = all[now];
    step.classList.add('now');
    walk.hidden = !now;
    walk.querySelector('.next').hidden = step === last;
    where.textContent = progress(step);
    step.before(where);
    if (index && !more) fetched();
    document.title = title(step).textContent.trim() + ' – ' + site;
    if (focus) {
      scrollTo(0, 0);
      (step.querySelector('.problem') || title(step)).focus({ preventScroll: Boolean(trail) });
      form.dispatchEvent(new Event('moved'));
    }
  };

  const go = (index) => {
    if (trail) trail.push(now);
    show(index, true, trail ? 'replaceState' : 'pushState');
  };
  const next = (event) => {
    event.preventDefault();
    go(ahead(now, 1));
  };

  form.addEventListener('submit', (event) => {
    if (all[now] !== last && !alarm.contains(event.submitter)) next(event);
  });
  form.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#q-"]');
    if (event.target.closest('.next')) next(event);
    else if (link) {
      event.preventDefault();
      go(all.findIndex((step) => '#' + step.id === link.hash));
    }
  });
  walk.querySelector('.back').onclick = () => {
    if (trail) show(trail.length ? trail.pop() : ahead(now, -1), true, 'replaceState');
    else history.back();
  };
  form.addEventListener('change', (event) => {
    const input = event.target;
    for (const other of input.checked ? form.querySelectorAll('input[name="' + input.name + '"]:checked') : []) {
      if (other !== input && ('alone' in input.dataset || 'alone' in other.dataset)) other.checked = false;
    }
    mark('replaceState');
  });
  addEventListener('popstate', (event) => {
    const step = event.state ? event.state.step : named();
    if (event.state && !form.querySelector('.choice :checked')) tick(event.state); // before a start over
    if (all[step]) show(step, true, 'replaceState');
    else mark('replaceState');
  });

  history.scrollRestoration = 'manual'; // each step begins at its top, on the way back too
  document.body.classList.add('stepping');
  alarm.after(walk);
  // Alone on the screen, a step is what the page is about.
  for (const legend of form.querySelectorAll('legend')) {
    const heading = document.createElement('h1');
    heading.append(...legend.childNodes);
    legend.append(heading);
  }
  title(last).setAttribute('aria-level', 1);
  const kept = !hasLeft && history.state || {};
  tick(kept);
  if (hasLeft) addEventListener('pageshow', () => tick({ ticks: [] })); // what the browser itself filled in
  const problem = form.querySelector('.problem');
  const first = filled && !problem ? all.length - 1 : Math.max(0, named());
  // To write an entry costs tens of milliseconds on an old phone, and a page as it first comes needs none.
  show(all[kept.step] ? kept.step : first, false, filled && 'replaceState');
  if (problem && (!trail || document.hasFocus())) problem.focus();
})();
