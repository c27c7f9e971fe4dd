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
})();
