/* Offer printing where the browser can, and let Back and Forward bring a summary again. It is kept nowhere, so its entry
   in this tab's history notes the sheet it was made of, as each step of the questions does; the address of a summary
   alone then asks for it once more, unless the person has left since. */
(() => {
  'use strict';
  const LEFT = 'left';
  const { navigation } = self;
  const entry = navigation && navigation.currentEntry;
  const hasLeft = () => navigation.entries().slice(navigation.currentEntry.index + 1).some((later) => later.getState() === LEFT);

  const button = document.querySelector('.print');
  if (button) {
    button.hidden = false;
    button.onclick = () => print();
  }
  // What is folded is printed whole; a browser that is not told so by the style is told so here.
  const folded = [...document.querySelectorAll('.more:not([open])')];
  addEventListener('beforeprint', () => folded.forEach((part) => (part.open = true)));
  addEventListener('afterprint', () => folded.forEach((part) => (part.open = false)));
  const compared = document.querySelector('.compare');
  const heads = [...document.querySelectorAll('.compare thead [id]')];
  const isMarked = () => heads.some((head) => head.dataset.own);

  /* The comparison notes what the summary sent along to be marked, so that Back and reload ask for nothing to be sent. */
  if (compared) {
    const SAID = { start: '● ' + say('picture.start_here'), also: '○ ' + say('picture.ask_about'), depends: '? ' + say('picture.not_known') };
    const lists = [...compared.querySelectorAll('select')];
    const seek = () => {
      const name = location.hash.slice(1);
      if (heads.some((head) => head.id === name) && lists.every((list) => list.value !== name)) lists[0].value = name;
    };
    const { marks, beside } = history.state || {};
    if (isMarked()) {
      const found = heads.filter((head) => head.dataset.own).map((head) => [head.id, head.dataset.own]);
      history.replaceState({ marks: found, beside: lists.map((list) => list.value) }, '');
    } else if (marks && entry && !hasLeft()) {
      for (const [name, mark] of marks) {
        const head = document.getElementById(name);
        head.dataset.own = mark;
        head.append(' ', Object.assign(document.createElement('span'), { className: 'own', textContent: SAID[mark] }));
      }
      document.querySelector('.yours').hidden = false;
      lists.forEach((list, place) => (list.value = beside[place]));
    }
    compared.addEventListener('change', () => {
      if (isMarked()) history.replaceState({ ...history.state, beside: lists.map((list) => list.value) }, '');
    });
    seek();
    addEventListener('hashchange', seek);
  }

  const made = document.querySelector('.actions form');
  // Written by framed.js into a frame that sends no form: there the server is asked for the filled sheet as well.
  const isWritten = history.state === 'written';
  if (isWritten && made) {
    const fill = async ({ target }) => {
      try {
        const body = new URLSearchParams(new FormData(made));
        const page = await (await fetch(target.attributes?.formaction?.value ?? made.action, { method: 'POST', body })).text();
        document.write(page);
        document.close();
      } catch {
        made.insertAdjacentHTML('afterend', '<p role="alert">' + say('script.not_sent') + '</p>');
      }
    };
    scrollTo(0, 0);
    addEventListener('popstate', fill);
    for (const button of made.elements) {
      if (button.formTarget) button.hidden = true;
      else if (button.type === 'submit') button.onclick = fill;
    }
  }

  if (made && !isWritten) {
    const sheet = [...new FormData(made)];
    const note = () => history.replaceState({ sheet }, '');
    note();
    addEventListener('hashchange', note);
    // In a frame the way back belongs to the site around it, so there links go on opening in a tab of their own.
    const beside = document.getElementById('beside');
    if (beside) {
      beside.hidden = true;
      for (const link of document.links) if (link.origin === location.origin) link.removeAttribute('target');
      document.querySelector('.look')?.removeAttribute('target');
    }
  }

  const again = document.getElementById('again');
  const { sheet } = again && !isWritten && history.state || {};
  if (sheet && !(entry && hasLeft())) {
    for (const [name, value] of sheet) again.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    again.hidden = false;
    document.getElementById('nothing').hidden = true;
    if (entry) again.submit(); // while the page is still loading, so that it takes the place of this entry
  }

  const left = document.getElementById(LEFT);
  if (left) {
    const isBack = entry && entry.getState() === LEFT;
    if (entry) navigation.updateCurrentEntry({ state: LEFT });
    // Once the page is whole: until then a browser would put the other page in the place of this entry.
    if (left.dataset.to && !isBack) addEventListener('load', () => setTimeout(() => location.assign(left.dataset.to)));
  }
})();
