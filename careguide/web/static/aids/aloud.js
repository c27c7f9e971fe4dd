/* Reading aloud, by voices of this device alone: what is read is sent nowhere. Without such a voice nothing is offered. */
(() => {
  'use strict';
  const { speechSynthesis: speech } = self;
  const button = document.querySelector('.aloud');
  if (!speech || !button) return;
  const { lang } = document.documentElement;
  const ownVoice = () => speech.getVoices().find((voice) => voice.localService && voice.lang.startsWith(lang));
  const offer = () => (button.hidden = !ownVoice());
  const stop = () => {
    speech.cancel();
    button.setAttribute('aria-pressed', false);
  };
  const read = () => {
    const lines = [...document.querySelectorAll(button.dataset.reads)].flatMap((part) => part.innerText.split('\n'));
    for (const line of lines.filter((words) => words.trim())) {
      const spoken = new SpeechSynthesisUtterance(line);
      spoken.voice = ownVoice();
      spoken.onend = () => speech.pending || stop();
      speech.speak(spoken);
    }
    button.setAttribute('aria-pressed', true);
  };

  button.onclick = () => (button.getAttribute('aria-pressed') === 'true' ? stop() : read());
  document.addEventListener('moved', stop, true);
  addEventListener('pagehide', stop);
  speech.onvoiceschanged = offer;
  offer();
})();
