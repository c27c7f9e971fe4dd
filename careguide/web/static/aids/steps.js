/* What helps on the way through the questions: how far one is, going on by itself, what was answered, and starting over. */
(() => {
  'use strict';
  const form = document.getElementById('sheet');
  const steps = [...form.querySelectorAll('.step')];
  const parts = [...form.querySelectorAll('.part')];
  const review = form.querySelector('.review');
  const alarm = form.querySelector('.alarm');
  const foot = alarm.parentElement;
  const next = form.querySelector('.walk .next');
  const bar = form.querySelector('.bar');
  const byItself = form.querySelector('.by-itself input');
  const made = (tag, more) => Object.assign(document.createElement(tag), more);
  const present = () => form.querySelector('.now');
  const asked = (step) => getComputedStyle(step).getPropertyValue('--unasked') !== '1';
  const isLoud = () => getComputedStyle(alarm).display !== 'none';

  const draw = () => {
    const now = steps.indexOf(present());
    bar.hidden = !now;
    bar.replaceChildren(...parts.map((part) => {
      const section = made('span');
      const questions = [...part.querySelectorAll('.question')].filter(asked).map((step) => steps.indexOf(step));
      section.append(...questions.map((index) => made('i', { className: index < now ? 'done' : index === now ? 'here' : '' })));
      return section;
    }));
    form.querySelector('.progress').before(bar);
  };

  const ticked = (step) => [...step.querySelectorAll('input:checked')].map((input) => input.nextElementSibling.textContent.trim());
  const fill = () => {
    review.replaceChildren(...steps.filter((step) => step.matches('.question') && asked(step)).map((step) => {
      const { topic } = step.dataset;
      const row = made('div');
      const act = made('dd');
      const change = made('a', { className: 'plain', href: '#' + step.id, textContent: say('script.change') });
      change.setAttribute('aria-label', say('script.change_topic', { topic: topic }));
      act.append(change);
      row.append(made('dt', { textContent: topic }));
      row.append(made('dd', { textContent: ticked(step).join(' · ') || review.dataset.open }), act);
      return row;
    }));
    review.hidden = false;
  };

  const look = () => {
    if (self === top && alarm.parentElement !== foot) foot.prepend(alarm);
    draw();
    if (present().id === 'last') fill();
  };
  // In an emergency the way to what to do now is the louder one. Where letters are so large that nothing sticks to the foot
  // of the screen, the alarm comes up where the person looks, as it does in a frame.
  let wasLoud = false;
  const raise = ({ target }) => {
    const choice = target.closest('.choice');
    if (self === top && choice && isLoud() && !wasLoud && getComputedStyle(foot).bottom !== '0px') {
      choice.after(alarm);
      alarm.scrollIntoView({ block: 'nearest' });
    }
    wasLoud = isLoud();
  };
  const weigh = () => {
    next.textContent = isLoud() ? say('script.go_on_answering') : say('ask.go_on');
    next.classList.toggle('plain', isLoud());
    next.classList.toggle('button', !isLoud());
  };

  // Only a finger or a mouse goes on by itself: with keys, and what reads the page, an answer may be passed on the way to another.
  let pressed = null;
  let again = false;
  const onward = ({ target }) => {
    if (byItself.checked && target.type === 'radio' && pressed && pressed.contains(target) && !isLoud()) next.click();
  };
  form.addEventListener('pointerdown', ({ target }) => {
    pressed = target.closest('.choice');
    again = pressed && pressed.querySelector('input').checked;
  });
  addEventListener('keydown', () => (pressed = null), true);
  form.addEventListener('click', (event) => again && onward(event));
  form.addEventListener('change', (event) => {
    weigh();
    raise(event);
    onward(event);
  });

  // The step that was left keeps its ticks, for who pressed this by mistake and goes back.
  form.querySelector('.start-over').onclick = () => {
    for (const input of form.querySelectorAll('.choice :checked')) input.checked = false;
    history[self === top ? 'pushState' : 'replaceState'](null, '', form.dataset.home || location.pathname + location.search);
    location.reload();
  };
  form.addEventListener('moved', look);
  addEventListener('pageshow', look);
  look();
  weigh();
})();
