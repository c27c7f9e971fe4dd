/* One question at a time for staff, by keys, mouse, touch or screen reader. Nothing is stored: what is typed stays in
   the page, and the page asks before it goes. */
(() => {
  'use strict';
  const form = document.getElementById('walk');
  const steps = [...form.querySelectorAll('.step')];
  const links = [...form.querySelectorAll('.parts a:not(.part-name)')];
  const buttons = form.querySelector('.walk-on');
  const keys = document.getElementById('keys-on');
  const moving = document.getElementById('move-on');
  const UNKNOWN = ['not_sure', 'prefer_not'];
  const told = document.getElementById('told');
  const path = [0]; // the steps that led here; the history of the browser follows it in its own time
  let depth = 0;
  let returning = false;
  let now = 0;
  let held = null; // what was chosen, while moving on has to wait
  let advance = 0;

  const asked = (step) => getComputedStyle(step).getPropertyValue('--unasked') !== '1';
  const side = (who) => steps[now].querySelector('.answers.' + who + ':enabled');
  const ticked = (step, who) => [...step.querySelectorAll('.answers.' + who + ':enabled .choice:not(.mark) :checked')].map((input) => input.value);
  const isOpen = () => document.querySelector('dialog[open]') || document.body.matches('.covered');

  const turn = (who) => {
    form.dataset.turn = side(who) ? who : who === 'person' ? 'family' : 'person';
  };

  const state = (step) => {
    const person = ticked(step, 'person');
    const family = ticked(step, 'family');
    const known = [...person, ...family].every((word) => !UNKNOWN.includes(word));
    if (person.length && family.length && known && person.sort().join() !== family.sort().join()) return 'differs';
    return person.length || family.length ? 'answered' : '';
  };

  const survey = () => {
    for (const fields of form.querySelectorAll('.answers')) {
      // Someone who has left has still said what they said: only what is empty goes.
      const stays = document.getElementById('here-' + fields.dataset.who).checked || fields.querySelector('.choice:not(.mark) :checked');
      fields.disabled = fields.hidden = !stays;
    }
    for (const link of links) {
      const step = form.querySelector(link.hash);
      link.parentElement.hidden = !asked(step);
      if (!step.matches('.question')) continue;
      const found = state(step);
      const mark = link.querySelector('.state');
      step.querySelector('.differs').hidden = found !== 'differs';
      mark.textContent = { differs: '≠', answered: '✓' }[found] || '';
      if (found) {
        mark.setAttribute('role', 'img');
        mark.setAttribute('aria-label', found);
      } else {
        mark.removeAttribute('role');
        mark.removeAttribute('aria-label');
      }
    }
  };

  const show = (index, focus) => {
    clearTimeout(advance);
    held = null;
    steps[now].classList.remove('now');
    now = index;
    while (now && !asked(steps[now])) now -= 1;
    const step = steps[now];
    step.classList.add('now');
    for (const link of links) {
      if (link.hash === '#' + step.id) {
        link.setAttribute('aria-current', 'step');
        link.scrollIntoView({ block: 'nearest' });
      } else link.removeAttribute('aria-current');
    }
    buttons.hidden = false;
    buttons.querySelector('.back').hidden = !now;
    buttons.querySelector('.next').hidden = now === steps.length - 1;
    turn('person');
    if (focus) {
      scrollTo(0, 0);
      step.querySelector('h2').focus();
    }
  };

  const record = () => {
    if (returning || !history.state) return;
    const at = history.state.depth;
    if (at > depth || history.state.step !== path[at]) {
      returning = true;
      history.go(Math.min(depth, at - 1) - at);
    } else for (let next = at + 1; next <= depth; next += 1) history.pushState({ step: path[next], depth: next }, '');
  };
  const go = (index) => {
    if (!steps[index] || index === now) return;
    depth += 1;
    path.splice(depth, path.length, index);
    record();
    show(index, true);
  };
  const back = () => {
    const from = now;
    do depth -= 1; while (depth > 0 && path[depth] === from);
    if (path[depth] === undefined) history.back(); // from before this page was loaded again
    else {
      record();
      show(path[depth], true);
    }
  };
  const move = (by) => {
    let index = now + by;
    while (steps[index] && !asked(steps[index])) index += by;
    go(index);
  };

  /* After a choice: the other respondent, then how the family knows, then the next question. */
  const onward = () => {
    const family = side('family');
    if (form.dataset.turn === 'person' && family) {
      turn('family');
      (family.querySelector(':checked') || family.querySelector('input')).focus();
      return;
    }
    move(1);
  };
  const chosen = (input) => {
    if (!moving.checked || input.type === 'checkbox' || !steps[now].contains(input)) return;
    const marks = input.closest('.answers.family') && [...steps[now].querySelectorAll('.mark input')];
    const known = marks && !UNKNOWN.includes(input.value) && !marks.includes(input);
    if (known && !marks.some((mark) => mark.checked)) marks[0].focus();
    else if (!marks || !marks.includes(input) || ticked(steps[now], 'family').length) onward();
  };

  /* A dialog or the cover may have come with a choice: moving on waits until they are gone. */
  const resume = () => {
    if (!held || isOpen()) return;
    const input = held;
    clearTimeout(advance);
    held = null;
    chosen(input);
  };

  const isTyping = (target) => target.matches('textarea, select, input:not([type=radio], [type=checkbox])');
  const pick = (input) => {
    if (!input) return;
    input.focus();
    input.click();
    held = input;
    resume();
  };
  const clear = (fields) => {
    for (const input of fields.querySelectorAll(':checked')) input.checked = false;
    fields.querySelector('input').dispatchEvent(new Event('input', { bubbles: true }));
    fields.querySelector('input').dispatchEvent(new Event('change', { bubbles: true }));
  };
  const byKey = {
    Delete: () => side(form.dataset.turn) && clear(side(form.dataset.turn)),
    Backspace: () => byKey.Delete(),
    ArrowRight: () => move(1),
    ArrowLeft: () => move(-1),
    Enter: onward,
    n: () => steps[now].querySelector('textarea')?.focus(),
    s: () => pick(steps[now].querySelector('.answers.family:enabled [value=saw]')),
    t: () => pick(steps[now].querySelector('.answers.family:enabled [value=told]')),
    u: () => pick(steps[now].querySelector('.answers.family:enabled [value=guess]')),
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isOpen()) return;
    resume();
    const { target } = event;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === 'Enter' && target.matches('input')) event.preventDefault(); // it would send the form
    if (isTyping(target) || (event.repeat && !key.startsWith('Arrow'))) return;
    if (key === '?') {
      event.preventDefault();
      document.getElementById('keys').showModal();
    } else if (!keys.checked || (key === 'Enter' && target.matches('a, button, summary'))) {
      return;
    } else if (byKey[key]) {
      event.preventDefault();
      byKey[key]();
    } else if (/^[0-9a-z]$/.test(key)) {
      const labels = [...(side(form.dataset.turn) || steps[now]).querySelectorAll('.choice')];
      const input = labels.find((label) => label.querySelector('kbd')?.textContent === key)?.querySelector('input');
      if (!input) return;
      event.preventDefault();
      pick(input);
    }
  });

  form.addEventListener('focusin', (event) => {
    const fields = event.target.closest('.answers');
    if (fields) turn(fields.dataset.who);
  });
  form.addEventListener('click', (event) => {
    const { target, detail } = event;
    const link = target.closest('a[href^="#"]');
    if (link) {
      event.preventDefault();
      go(steps.findIndex((step) => '#' + step.id === link.hash));
    } else if (target.closest('.back')) back();
    else if (target.closest('.next')) move(1);
    else if (target.closest('.clear-side')) clear(target.closest('.answers'));
    else if (detail === 1 && target.matches('.answers input')) {
      clearTimeout(advance);
      held = target;
      advance = setTimeout(resume, 150); // so that the choice is seen; a key does not wait for it
    }
  });
  form.addEventListener('change', ({ target }) => {
    if (target.checked && target.closest('.answers')) {
      for (const other of target.closest('.answers').querySelectorAll('input[name="' + target.name + '"]:checked')) {
        if (other !== target && ('alone' in target.dataset || 'alone' in other.dataset)) other.checked = false;
      }
    }
    if (target.name === 'here' && !form.querySelector('[name=here]:checked')) target.checked = true;
    survey();
    const fields = target.closest?.('.answers');
    if (!fields) return;
    const step = target.closest('.step');
    const said = [...fields.querySelectorAll(':checked')].map((input) => input.nextElementSibling.textContent);
    const differs = step.querySelector('.differs');
    told.textContent = [fields.querySelector('.who-name').textContent + ':', ...said, differs.hidden ? '' : differs.textContent].join(' ');
  });
  form.addEventListener('input', () => {
    form.dataset.unsaved = '';
  });
  addEventListener('popstate', ({ state }) => {
    if (returning) {
      returning = false;
      record();
    } else if (state) {
      depth = state.depth;
      path[depth] = state.step;
      show(state.step, true);
    } else { // a link within the page, such as the one to its main part
      depth += 1;
      path.splice(depth, path.length, now);
      history.replaceState({ step: now, depth }, '');
    }
  });
  for (const [name, early] of [['seen'], ['uncovered'], ['close', true]]) document.addEventListener(name, resume, early);
  addEventListener('beforeunload', (event) => {
    if ('unsaved' in form.dataset) event.preventDefault();
  });

  document.body.classList.add('stepping');
  for (const part of document.querySelectorAll('.scripted')) part.hidden = false;
  history.replaceState({ step: 0, depth: 0 }, '', location.pathname.replace(/\/clear$/, '') + location.search);
  survey();
  show(0, false);
})();
