/* What staff keep themselves: a file locked here in the browser, a code typed in, and clearing away. */
(() => {
  'use strict';
  const form = document.getElementById('walk');
  const words = document.getElementById('sentences').content;
  const FORMAT = 1;
  const ROUNDS = 600000;
  const LARGEST = 1 << 20;
  let kept = '';
  const utf8 = new TextEncoder();
  const sentence = (name) => words.querySelector('[data-name=' + name + ']').textContent;
  const field = (id) => document.getElementById(id);
  const to64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
  const from64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  class Told extends Error {}

  /* The windows */
  const tell = (dialog, text) => {
    const problem = dialog.querySelector('.problem');
    problem.textContent = text;
    problem.hidden = !text;
  };
  const windowed = (opener, id, act) => {
    const dialog = field(id);
    for (const button of document.querySelectorAll(opener)) {
      button.onclick = () => {
        tell(dialog, '');
        dialog.showModal();
      };
    }
    const run = async () => {
      const button = dialog.querySelector('.act');
      if (button.disabled) return;
      button.disabled = true;
      tell(dialog, '');
      try {
        await act();
        for (const input of dialog.querySelectorAll('input:not([type=checkbox])')) input.value = '';
        dialog.close();
      } catch (error) {
        tell(dialog, error instanceof Told ? error.message : sentence('not_ours'));
      } finally {
        button.disabled = false;
      }
    };
    if (!act) return;
    dialog.querySelector('.act').onclick = run;
    dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !event.target.matches('input')) return;
      event.preventDefault();
      run();
    });
    dialog.addEventListener('close', () => {
      for (const input of dialog.querySelectorAll('[type=password]')) input.value = '';
    });
  };
  const report = (name) => {
    const notice = document.querySelector('.notice');
    notice.textContent = sentence(name);
    notice.hidden = false;
  };
  const changed = (name) => {
    form.dispatchEvent(new Event('change', { bubbles: true }));
    report(name);
  };

  /* What is on the page, as [name, value] pairs */
  const collect = () => {
    const fields = [];
    for (const input of form.elements) {
      if (!input.name || input.name.startsWith('_') || (input.matches('[type=radio], [type=checkbox]') && !input.checked)) continue;
      if (input.value) fields.push([input.name, input.value]);
    }
    return fields;
  };
  const empty = (inputs) => {
    for (const input of inputs) {
      if (input.matches('[type=radio], [type=checkbox]')) input.checked = false;
      else if (input.name && !input.name.startsWith('_')) input.value = '';
    }
  };
  /* Sets what fits and returns whether all of it did. A file is as trusted as any stranger. */
  const restore = (fields, inputs) => {
    const known = new Map();
    for (const input of inputs) if (input.name && !input.name.startsWith('_')) known.set(input.name, [...(known.get(input.name) || []), input]);
    empty(inputs);
    let whole = true;
    for (const [name, value] of fields) {
      const found = known.get(name) || [];
      const choice = found.find((input) => input.matches('[type=radio], [type=checkbox]') && input.value === value);
      const text = found.find((input) => input.matches('textarea, [type=text], select'));
      if (choice) choice.checked = true;
      else if (text) text.value = value.slice(0, text.maxLength > 0 ? text.maxLength : 100);
      if (!choice && text?.value !== value) whole = false;
    }
    for (const input of inputs) {
      if (!('alone' in input.dataset && input.checked)) continue;
      if (known.get(input.name).filter((other) => other.checked).length > 1) whole = input.checked = false;
    }
    return whole;
  };

  /* The file */
  const key = async (phrase, salt, use) => {
    if (!globalThis.crypto?.subtle) throw new Told(sentence('no_lock'));
    const raw = await crypto.subtle.importKey('raw', utf8.encode(phrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
    return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, raw, { name: 'AES-GCM', length: 256 }, false, [use]);
  };
  const lock = (salt, iv) => ({ name: 'AES-GCM', iv, additionalData: utf8.encode('careguide walk ' + FORMAT + ' ' + to64(salt)) });

  const save = async () => {
    const phrase = field('save-phrase').value;
    if (phrase.length < 12) throw new Told(sentence('short'));
    if (phrase !== field('save-again').value) throw new Told(sentence('unlike'));
    const plain = utf8.encode(JSON.stringify({ version: form.dataset.version, fields: collect() }));
    const salt = globalThis.crypto.getRandomValues(new Uint8Array(16));
    const iv = globalThis.crypto.getRandomValues(new Uint8Array(12));
    const data = await key(phrase, salt, 'encrypt').then((made) => crypto.subtle.encrypt(lock(salt, iv), made, plain));
    const file = { careguide: 'walk', format: FORMAT, salt: to64(salt), iv: to64(iv), data: to64(data) };
    const link = document.createElement('a');
    URL.revokeObjectURL(kept); // the last one has long been saved; this one may still be on its way
    link.href = kept = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }));
    link.download = 'walk-' + new Date().toISOString().slice(0, 10) + '.careguide';
    link.click();
    delete form.dataset.unsaved;
    report('saved');
  };

  const unlocked = async (text, phrase) => {
    const file = JSON.parse(text);
    if (file?.careguide !== 'walk') throw new Told(sentence('not_ours'));
    if (file.format !== FORMAT) throw new Told(sentence('newer'));
    const parts = [file.salt, file.iv, file.data];
    if (!parts.every((part) => typeof part === 'string')) throw new Told(sentence('not_ours'));
    const [salt, iv, data] = parts.map(from64);
    const made = await key(phrase, salt, 'decrypt');
    const plain = await crypto.subtle.decrypt(lock(salt, iv), made, data).catch(() => {
      throw new Told(sentence('wrong_phrase'));
    });
    return JSON.parse(new TextDecoder().decode(plain));
  };
  const openFile = async () => {
    const file = field('open-file').files[0];
    if (!file) throw new Told(sentence('no_file'));
    if (!field('open-phrase').value) throw new Told(sentence('no_phrase'));
    if (file.size > LARGEST) throw new Told(sentence('not_ours'));
    const { version, fields } = await unlocked(await file.text(), field('open-phrase').value);
    const isPair = (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
    if (!Array.isArray(fields) || !fields.every(isPair)) throw new Told(sentence('not_ours'));
    const whole = restore(fields, [...form.elements]);
    if (!form.querySelector('[name=here]:checked')) field('here-person').checked = true;
    delete form.dataset.unsaved;
    const name = version !== form.dataset.version ? 'older' : whole ? 'opened' : 'left_out';
    changed(name);
  };

  const openCode = async () => {
    const body = new URLSearchParams({ code: field('code-typed').value });
    const reply = await fetch(form.dataset.code, { method: 'POST', body, cache: 'no-store' }).catch(() => {
      throw new Told(sentence('offline'));
    });
    if (!reply.ok) {
      const text = await reply.text();
      const found = new DOMParser().parseFromString(text, 'text/html').querySelector('.sentences');
      throw new Told(found ? found.textContent.trim() : reply.status === 403 ? text : sentence('offline'));
    }
    const { voice, answers } = await reply.json().catch(() => {
      throw new Told(sentence('offline'));
    });
    const who = voice === 'someone' ? 'family' : 'person';
    field('here-' + who).checked = true;
    const inputs = [...form.querySelectorAll('.answers.' + who + ' input')];
    restore(Object.entries(answers).flatMap(([name, given]) => given.map((word) => [who + '-' + name, word])), inputs);
    form.dataset.unsaved = '';
    changed('filled');
  };

  windowed('.open-keys', 'keys');
  windowed('.save-file', 'save', save);
  windowed('.open-file', 'open', openFile);
  windowed('.open-code', 'code', openCode);
  windowed('.clear', 'clear', () => {
    delete form.dataset.unsaved;
    form.reset();
    location.replace(form.dataset.clear);
  });
})();
