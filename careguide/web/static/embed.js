/* careguide embed, protocol 1: <care-guide> shows the guide in a frame, which is what keeps its answers from this page. */
(() => {
  'use strict';
  const PROTOCOL = 1;
  const PATIENCE = 8000; // milliseconds until a frame that says nothing counts as refused
  const FONTS = ['arial', 'georgia', 'helvetica', 'tahoma', 'times', 'trebuchet', 'verdana'];
  const PASSED = ['theme', 'accent', 'radius', 'font', 'lang', 'country'];
  const script = document.currentScript;
  const warn = (text) => console.warn('careguide: ' + text);
  if (!script) return warn('load embed.js with a plain script element, not as a module.');
  if (customElements.get('care-guide')) return;
  let count = 0;

  const inherited = (element) => {
    const font = getComputedStyle(element).fontFamily.toLowerCase().replace(/["']/g, '');
    return FONTS.find((name) => font.startsWith(name)) || (/^(serif|ui-serif)/.test(font) ? 'serif' : 'system');
  };

  customElements.define('care-guide', class extends HTMLElement {
    connectedCallback() {
      // Which letters the site has is known only once its styles are there.
      if (this.getAttribute('font') === 'inherit' && document.readyState !== 'complete') addEventListener('load', () => this.show());
      else this.show();
    }

    show() {
      if (!this.isConnected) return;
      const inner = this.shadowRoot || this.attachShadow({ mode: 'open' });
      const [home, alone] = ['embed/', './'].map((path) => new URL(path, script.src));
      const voice = this.getAttribute('voice') || 'self';
      if (voice === 'someone') for (const address of [home, alone]) address.pathname += voice;
      else if (voice !== 'self') warn('voice is left out. It must be self or someone.');
      for (const name of PASSED) {
        const value = this.getAttribute(name);
        if (value) home.searchParams.set(name, name === 'font' && value === 'inherit' ? inherited(this) : value);
      }
      const wanted = this.getAttribute('min-height') || '480';
      const fits = /^[1-9]\d{2,3}$/.test(wanted);
      const least = fits ? Number(wanted) : 480;
      if (!fits) warn('min-height is left out. It must be a number from 100 to 9999.');

      const id = 'careguide' + ++count;
      const frame = document.createElement('iframe');
      frame.title = this.getAttribute('label') || 'Care guide';
      frame.referrerPolicy = 'no-referrer';
      // It may run, send its form and open pages of their own; it may not take this page elsewhere.
      frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox');
      frame.style.cssText = 'display:block;width:100%;border:0;height:' + least + 'px';
      frame.src = home.href;
      const link = document.createElement('a');
      link.href = alone.href;
      link.textContent = 'Open the care guide on its own page';
      const slot = document.createElement('slot');
      slot.append(link);
      if (!this.style.display) this.style.display = 'block';

      const tell = (type, detail) => this.dispatchEvent(new CustomEvent('careguide-' + type, { detail }));
      let late;
      frame.onload = () => {
        clearTimeout(late);
        slot.hidden = false;
        late = setTimeout(() => {
          warn('no answer from ' + home.origin + '. Ask its operator to list ' + location.origin + ' in CAREGUIDE_EMBED_ORIGINS.');
          tell('error', { reason: 'refused' });
        }, PATIENCE);
        frame.contentWindow.postMessage({ careguide: PROTOCOL, frame: id, type: 'hello' }, home.origin);
      };
      this.hear = ({ data, origin, source }) => {
        if (origin !== home.origin || source !== frame.contentWindow || !data || data.frame !== id) return;
        const { type, height, phase, index, reason } = data;
        if (type === 'ready') {
          clearTimeout(late);
          slot.hidden = true;
        } else if (type === 'resize' && height > 0 && height < 1e5) frame.style.height = Math.max(height, least) + 'px';
        if ((type === 'step' || type === 'complete') && frame.getBoundingClientRect().top < 0) {
          const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
          frame.scrollIntoView({ behavior: still ? 'auto' : 'smooth' });
        }
        if (type === 'step') tell(type, { phase, index });
        else if (type === 'resize') tell(type, { height });
        else if (type === 'error') tell(type, { reason });
        else if (type === 'ready' || type === 'complete' || type === 'exit') tell(type);
      };
      addEventListener('message', this.hear);
      inner.textContent = '';
      inner.append(frame, slot);
    }

    disconnectedCallback() {
      removeEventListener('message', this.hear);
    }
  });
})();
