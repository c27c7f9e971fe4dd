/* Sharing a summary by what the device offers, as text or as a PDF. The person says what is left out; no link is made. */
(() => {
  'use strict';
  const box = document.querySelector('.share');
  const { clipboard } = navigator;
  if (!box || !(navigator.share || clipboard)) return;
  const sheet = document.querySelector('.actions form');
  const status = box.querySelector('[role=status]');
  const [asText, asPdf] = box.querySelectorAll('button');
  const LINES = 'h1, h2, h3, p, li, q';
  const parts = [...document.querySelectorAll('main > section:not(.rest), .reasoned > section')].filter((part) => part.checkVisibility());
  const name = (part) => (part.querySelector('.over, h1, h2') || { textContent: part.getAttribute('aria-label') }).textContent;

  const choices = parts.map((part) => {
    const label = document.createElement('label');
    const input = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
    label.append(input, ' ' + name(part));
    box.querySelector('.parts').append(label);
    return input;
  });
  const lines = (part) => [...part.querySelectorAll(LINES)]
    .filter((line) => line.checkVisibility({ contentVisibilityAuto: true }) && !line.closest('.no-print') && !line.querySelector(LINES))
    .map((line) => line.innerText.replace(/\s+/g, ' ').replace(/ ?\[[\d, ]+\]/g, '').trim());
  const words = () => [
    ...parts.filter((_, index) => choices[index].checked).map((part) => lines(part).join('\n')),
    box.dataset.always,
  ].join('\n\n');

  const tried = async (sharing) => {
    try {
      await sharing();
    } catch (refusal) {
      if (refusal.name !== 'AbortError') status.textContent = say('script.not_shared');
    }
  };
  asText.onclick = () => tried(async () => {
    if (navigator.share) return navigator.share({ text: words() });
    await clipboard.writeText(words());
    status.textContent = say('script.copied');
  });
  const file = (bytes) => new File([bytes], 'care-guide.pdf', { type: 'application/pdf' });
  asPdf.hidden = !(navigator.canShare && navigator.canShare({ files: [file('')] }));
  asPdf.onclick = () => tried(async () => {
    const answer = await fetch(asPdf.dataset.from, { method: 'POST', body: new URLSearchParams(new FormData(sheet)) });
    await navigator.share({ files: [file(await answer.blob())] });
  });
  if (!navigator.share) asText.textContent = say('script.copy_text');
  box.hidden = false;
})();
