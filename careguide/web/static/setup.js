/* Show at once what a choice brings, and copy it. Without this the page does the same by its button. */
(() => {
  'use strict';
  const form = document.getElementById('setup');
  let asked = 0;
  const ready = () => {
    for (const button of document.querySelectorAll('.copy')) {
      const text = button.closest('p').previousElementSibling;
      button.hidden = !navigator.clipboard;
      button.onclick = () => navigator.clipboard.writeText(text.value).then(
        () => { button.textContent = say('script.copied'); },
        () => text.select()
      );
    }
  };
  form.addEventListener('change', async () => {
    const turn = ++asked;
    const query = '?' + new URLSearchParams(new FormData(form));
    let page;
    try {
      const response = await fetch(form.action + query);
      page = new DOMParser().parseFromString(await response.text(), 'text/html');
    } catch {
      return;
    }
    if (turn !== asked) return;
    document.getElementById('made').replaceWith(page.getElementById('made'));
    for (const field of form.querySelectorAll('.field')) {
      for (const old of field.querySelectorAll('.error')) old.remove();
      const input = field.querySelector('input, select');
      input.removeAttribute('aria-invalid');
      const error = page.getElementById('e-' + input.id);
      if (error) {
        field.append(error);
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', error.id);
      }
    }
    history.replaceState(null, '', query);
    ready();
  });
  ready();
})();
