/* careguide embed, protocol 1: <care-guide> shows the guide in a frame, which is what keeps its answers from this page. */
(() => {
  'use strict';
  const PROTOCOL = 1;
  const PATIENCE = 8000; // milliseconds until a frame that says nothing counts as refused
  const FONTS = ['arial', 'georgia', 'helvetica', 'tahoma', 'times', 'trebuchet', 'verdana'];
  const PASSED = ['theme', 'accent', 'radius', 'font', 'lang', 'country'];
  const GUIDE = ''; // where the guide is; its server writes it here, so that a copy on another site knows it too
  const script = document.currentScript; // null in a module, and the bundle in one
  const beside = script && /\/embed\.js(\?|$)/.test(script.src) ? new URL('.', script.src).href : '';
  const warn = (text) => console.warn('careguide: ' + text);
  if (customElements.get('care-guide')) return;
  let count = 0;

  const inherited = (element) => {
    const font = getComputedStyle(element).fontFamily.toLowerCase().replace(/["']/g, '');
    return FONTS.find((name) => font.startsWith(name)) || (/^(serif|ui-serif)/.test(font) ? 'serif' : 'system');
  };

  const guideOf = (element) => {
    try {
      return new URL('.', (element.getAttribute('src') || GUIDE || beside).replace(/\/*$/, '/'));
    } catch {
      return null;
    }
  };

  customElements.define('care-guide', class extends HTMLElement {
    connectedCallback() {
      // Frameworks set attributes just after they insert an element, and may move it at once; and which letters a site
      // has is known only once its styles are there.
      const waits = this.getAttribute('font') === 'inherit' && document.readyState !== 'complete';
      const turn = this.turn = {};
      new Promise((go) => (waits ? addEventListener('load', go) : go())).then(() => turn === this.turn && this.show());
    }

    // Moved whole, by moveBefore, it keeps its frame and the answers in it.
    connectedMoveCallback() {}

    show() {
      this.disconnectedCallback();
      if (!this.isConnected) return;
      const inner = this.shadowRoot || this.attachShadow({ mode: 'open' });
      const guide = guideOf(this);
      if (!guide) {
        inner.innerHTML = '<slot></slot>';
        return warn('say where the guide is, with its whole address: <care-guide src="https://guide.example/">.');
      }
      const [home, alone] = ['embed/', './'].map((path) => new URL(path, guide));
      const voice = this.getAttribute('voice') || 'self';
      if (voice === 'someone') for (const address of [home, alone]) address.pathname += voice;
      else if (voice !== 'self') warn('voice is left out. It must be self or someone.');
      for (const name of PASSED) {
        const value = this.getAttribute(name);
        if (value) home.searchParams.set(name, name === 'font' && value === 'inherit' ? inherited(this) : value);
      }
      const wanted = this.getAttribute('min-height') || '480';
      const fits = /^\d+$/.test(wanted) && wanted >= 200 && wanted <= 2000;
      const least = fits ? Number(wanted) : 480;
      if (!fits) warn('min-height is left out. It must be a number from 200 to 2000.');

      const id = 'careguide' + ++count;
      const frame = document.createElement('iframe');
      frame.title = this.getAttribute('label') || say('embed.guide');
      frame.referrerPolicy = 'no-referrer';
      // It may run, send its form and open pages of their own; it may not take this page elsewhere.
      frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox');
      frame.style.cssText = 'display:block;width:100%;border:0;height:' + least + 'px';
      frame.src = home.href;
      const link = document.createElement('a');
      link.href = alone.href;
      link.textContent = say('embed.open_alone');
      const slot = document.createElement('slot');
      slot.append(link);
      if (!this.style.display) this.style.display = 'block';

      const tell = (type, detail) => this.dispatchEvent(new CustomEvent('careguide-' + type, { detail }));
      const bring = () => {
        if (frame.getBoundingClientRect().top >= 0) return;
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        frame.scrollIntoView({ behavior: still ? 'auto' : 'smooth' });
      };
      let met = false; // whether the frame ever answered
      let fresh = false; // whether a page came that the person asked for, and is not measured yet
      const silent = () => {
        const reason = met ? 'away' : 'refused';
        warn(met ? 'the guide does not answer any more.' : 'no answer from ' + home.origin + '. Ask its operator to list '
          + location.origin + ' in CAREGUIDE_EMBED_ORIGINS.');
        frame.style.height = least + 'px';
        bring();
        tell('error', { reason });
      };
      frame.onload = () => {
        slot.hidden = false;
        this.late = this.late || setTimeout(silent, PATIENCE);
        frame.contentWindow.postMessage({ careguide: PROTOCOL, frame: id, type: 'hello' }, home.origin);
      };
      this.hear = ({ data, origin, source }) => {
        if (origin !== home.origin || source !== frame.contentWindow || !data || data.frame !== id) return;
        const { type, height, phase, index, reason } = data;
        if (type === 'ready') {
          clearTimeout(this.late);
          this.late = 0;
          slot.hidden = true;
          fresh = met;
          met = true;
          tell(type);
        } else if (type === 'resize' && height > 0 && height < 1e5) {
          frame.style.height = Math.max(height, least) + 'px';
          if (fresh) bring();
          fresh = false;
          tell(type, { height });
        } else if (type === 'step') {
          bring();
          tell(type, { phase, index });
        } else if (type === 'error') {
          clearTimeout(this.late);
          tell(type, { reason });
        }
        if (type === 'complete' || type === 'exit') tell(type);
      };
      addEventListener('message', this.hear);
      inner.textContent = '';
      inner.append(frame, slot);
    }

    disconnectedCallback() {
      clearTimeout(this.late);
      this.late = 0;
      removeEventListener('message', this.hear);
    }
  });
})();
