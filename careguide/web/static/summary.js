/* Offer printing where the browser can, and leave without a step back to this page. */
(() => {
  'use strict';
  const button = document.querySelector('.print');
  if (button) {
    button.hidden = false;
    button.onclick = () => print();
  }
  for (const link of document.querySelectorAll('.leave')) {
    link.onclick = (event) => {
      event.preventDefault();
      location.replace(link.href);
    };
  }
  // Written by framed.js into a frame that sends no form: there the server is asked for the filled sheet as well.
  if (history.state === 'written') {
    const form = document.querySelector('.actions form');
    const fill = async () => {
      try {
        const body = new URLSearchParams(new FormData(form));
        const page = await (await fetch(form.action, { method: 'POST', body })).text();
        document.write(page);
        document.close();
      } catch {
        form.insertAdjacentHTML('afterend', '<p role="alert">This could not be sent. Please try again.</p>');
      }
    };
    scrollTo(0, 0);
    addEventListener('popstate', fill);
    for (const button of form.querySelectorAll('button')) {
      if (button.formTarget) button.hidden = true;
      else button.onclick = fill;
    }
  }
})();
