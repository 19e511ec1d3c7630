'use strict';
// What the pages can do beyond links and forms: suggestions, highlights, keys, dropped files, progress. Each works on
// what the page has already; without a script, everything can still be read, found and corrected.
(() => {
  const one = (selector, of = document) => of.querySelector(selector);
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const typing = () => document.activeElement?.matches('input:not([type=checkbox],[type=radio]), textarea, select');

  // Suggestions below a field: a combobox as the ARIA practices have it.
  const suggest = (input, n) => {
    const list = document.createElement('ul');
    list.className = 'suggestions';
    list.id = `suggestions-${n}`;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Suggestions');
    list.hidden = true;
    const holder = input.closest('form.search') ?? input.parentElement;
    holder.classList.add('holds-suggestions');
    holder.append(list);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');
    let at = -1, asked = 0, timer = 0;
    const close = () => {
      list.hidden = true;
      list.setAttribute('aria-busy', 'false');
      at = -1;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    };
    const choose = (item) => {
      input.value = item.dataset.whole;
      const end = Number(item.dataset.end);
      input.setSelectionRange(end, end);
      input.focus();
      close();
      if (item.dataset.more) ask();
    };
    const mark = (to) => {
      const items = all('li', list);
      items[at]?.setAttribute('aria-selected', 'false');
      at = (to + items.length) % items.length;
      items[at].setAttribute('aria-selected', 'true');
      items[at].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', items[at].id);
    };
    const ask = async () => {
      const mine = ++asked;
      list.setAttribute('aria-busy', 'true');
      const words = new URLSearchParams({ q: input.value, at: String([...input.value.slice(0, input.selectionStart)].length) });
      if (input.dataset.complete) words.set('field', input.dataset.complete);
      let found;
      try {
        const answer = await fetch(`/api/complete?${words}`);
        found = answer.ok ? (await answer.json()).suggestions : [];
      } catch {
        found = [];
      }
      if (mine !== asked || document.activeElement !== input) return;
      list.setAttribute('aria-busy', 'false');
      // What stands there already is no suggestion, and a list with nothing else would only hide what is below it.
      found = found.filter((s) => s.whole !== input.value || s.more);
      list.replaceChildren(...found.map((s, k) => {
        const item = document.createElement('li');
        item.id = `${list.id}-${k}`;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', 'false');
        item.dataset.whole = s.whole;
        item.dataset.end = [...s.whole].slice(0, s.end).join('').length;
        if (s.more) item.dataset.more = 'yes';
        const what = document.createElement('small');
        what.textContent = s.what ?? '';
        item.append(s.shown, ' ', what);
        item.addEventListener('mousedown', (event) => { event.preventDefault(); choose(item); });
        return item;
      }));
      at = -1;
      list.hidden = found.length === 0;
      input.setAttribute('aria-expanded', String(found.length > 0));
    };
    input.addEventListener('input', () => { list.setAttribute('aria-busy', 'true'); clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
      if (list.hidden) return;
      if (event.key === 'ArrowDown') { event.preventDefault(); mark(at + 1); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); mark(at < 0 ? -1 : at - 1); }
      else if (event.key === 'Escape') { event.preventDefault(); close(); }
      else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) { event.preventDefault(); choose(all('li', list)[at]); }
    });
  };
  all('input[data-complete]').forEach(suggest);

  // An article: whatever the pointer or the keyboard is on is marked in the text and in the list.
  const reading = one('.reading');
  if (reading) {
    const marked = all('[data-of]', reading);
    const light = (ids) => marked.forEach((e) => {
      e.classList.toggle('on', ids.length > 0 && e.dataset.of.split(' ').some((id) => ids.includes(id)));
    });
    // The innermost statement of a piece.
    const inner = (e) => {
      const near = e.target.closest?.('[data-of]');
      if (!near) return [];
      const ids = near.dataset.of.split(' ');
      return near.matches('.said') ? ids.filter((id) => one(`#card-${id}`)).slice(-1) : ids;
    };
    reading.addEventListener('mouseover', (e) => light(inner(e)));
    reading.addEventListener('mouseleave', () => light([]));
    reading.addEventListener('focusin', (e) => light(inner(e)));
    const list = one('.statements');
    const bring = (card) => {
      if (getComputedStyle(list).overflowY === 'auto') {
        list.scrollTo({ top: card.offsetTop - list.offsetTop - list.clientHeight / 3 });
      }
    };
    reading.addEventListener('click', (e) => {
      const said = e.target.closest('.body .said');
      if (said && !getSelection().toString()) go(inner(e)[0]);
    });
    const tags = all('.body a.tag[id]', reading);
    let here = Math.max(-1, tags.findIndex((t) => `#${t.id}` === location.hash));
    const go = (id) => {
      const n = tags.findIndex((t) => t.id === id);
      if (n < 0) return;
      here = n;
      history.replaceState(null, '', `#${id}`);
      tags[n].focus({ preventScroll: true });
      tags[n].scrollIntoView({ block: 'center' });
      const card = one(`#card-${id}`);
      if (card) bring(card);
      light([id]);
    };
    if (here >= 0) setTimeout(() => go(tags[here].id));
    const quick = one('#quick');
    const send = (what) => {
      if (!quick || here < 0) return;
      const person = quick.elements.person.value || prompt('Your name goes with every correction:');
      if (!person) return;
      quick.elements.person.value = person;
      quick.elements.statement.value = tags[here].id;
      quick.elements.what.value = what;
      quick.submit();
    };
    const keys = {
      j: () => tags.length && go(tags[Math.min(here + 1, tags.length - 1)].id),
      k: () => tags.length && go(tags[Math.max(here - 1, 0)].id),
      e: () => here >= 0 && one(`#card-${tags[here].id} .edit`)?.click(),
      x: () => send('not-a-statement'),
      y: () => send('is-a-statement'),
      u: () => one('#undo')?.click(),
    };
    document.addEventListener('keydown', (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey || typing()) return;
      keys[e.key]?.();
    });
  }
  document.addEventListener('keydown', (e) => {
    if (e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey && !typing()) {
      e.preventDefault();
      one('#q')?.select();
    }
  });

  // Correcting and coding: words marked in the text become a role's words. Where they stand goes beside them, unseen, and counts
  // as long as the words are those.
  const excerpt = one('[data-excerpt]');
  let chosen = null;
  let take = () => {};
  if (excerpt) {
    // What is marked, in code points of the article and as its words. The letters that stand for speakers are none of these.
    const marked = (range) => {
      let from = null, words = '', end = null;
      for (const piece of all('[data-at]', excerpt)) {
        if (!range.intersectsNode(piece)) continue;
        const text = piece.textContent;
        const edge = (node, offset, other) => {
          if (!piece.contains(node)) return other;
          if (node.nodeType === Node.TEXT_NODE) return offset;
          return offset > 0 ? text.length : 0;
        };
        const a = edge(range.startContainer, range.startOffset, 0), b = edge(range.endContainer, range.endOffset, text.length);
        if (a >= b) continue;
        const at = Number(piece.dataset.at) + [...text.slice(0, a)].length;
        if (end !== null && at > end) words += ' ';
        from ??= at;
        words += text.slice(a, b);
        end = at + [...text.slice(a, b)].length;
      }
      if (from === null) return null;
      from += [...words].length - [...words.trimStart()].length;
      end -= [...words].length - [...words.trimEnd()].length;
      return from < end ? { at: `${from}-${end}`, words: words.trim().replace(/\s+/g, ' ') } : null;
    };
    document.addEventListener('selectionchange', () => {
      const s = getSelection();
      if (!s.rangeCount || !excerpt.contains(s.anchorNode)) return;
      chosen = s.isCollapsed ? null : marked(s.getRangeAt(0));
      all('button[data-take]').forEach((b) => { b.disabled = !chosen; });
    });
    // In the place of what stands there, or one more line of it.
    take = (area, more) => {
      if (!area || !chosen) return false;
      const at = area.form.elements[`${area.name}-at`];
      area.value = more ? `${area.value.trim()}\n${chosen.words}`.trim() : chosen.words;
      if (at) at.value = more ? `${at.value} ${chosen.at}`.trim() : chosen.at;
      return true;
    };
    all('textarea[data-role]').forEach((area) => {
      const row = document.createElement('p');
      row.className = 'row';
      const label = one(`label[for="${area.id}"]`)?.textContent ?? area.name;
      const button = (words, more) => {
        const b = document.createElement('button');
        b.type = 'button';
        b.textContent = words;
        b.title = label;
        b.disabled = true;
        b.dataset.take = '';
        b.addEventListener('mousedown', (e) => e.preventDefault());
        b.addEventListener('click', () => { if (take(area, more)) area.focus(); });
        row.append(b, ' ');
      };
      button('Take what is marked', false);
      button('Add what is marked', true);
      area.after(row);
    });
    const names = all('[data-person]');
    names.forEach((field) => field.addEventListener('input', () => names.forEach((other) => { other.value = field.value; })));
    document.addEventListener('keydown', (e) => {
      if (e.key === 'Escape' && !typing()) one('.correcting header a')?.click();
    });
  }

  // The desk: everything by keys. The words of what is coded are marked in the text.
  const desk = one('[data-desk]');
  if (desk) {
    const form = one('#coding', desk);
    one('.now', desk)?.scrollIntoView({ block: 'center' });
    // A key goes through the values of its concept, from none to the last and round.
    const turn = (key) => {
      const choices = all(`[data-key="${key}"] input[type=radio]`, form);
      if (!choices.length) return;
      const at = (choices.findIndex((c) => c.checked) + 1) % choices.length;
      choices[at].checked = true;
    };
    const to = (selector) => () => { const e = one(selector, form); e?.focus(); e?.select?.(); };
    // What is marked was missed: its words are in the form, and what is to be told of it first comes next.
    const missed = (selector, first) => () => {
      const of = one(selector, desk);
      of.open = true;
      const area = one('textarea', of);
      const taken = take(area, false);
      (taken ? one(first, of) : area).focus();
      of.scrollIntoView({ block: 'nearest' });
    };
    const keys = {
      j: () => one('#after')?.click(),
      k: () => one('#before')?.click(),
      n: () => one('#next')?.click(),
      e: () => one('#next-event')?.click(),
      s: to('#speaker, #source-0'),
      a: to('#act, #type'),
      t: to('#addressee, #target-0'),
      d: to('#day'),
      u: to('#status'),
      p: to('#place'),
      w: to('#same-as'),
      m: to('#memo'),
      b: () => { const d = one('.boundaries', form); if (d) { d.open = !d.open; one('textarea', d).focus(); } },
      i: missed('#missed-statement', '#m-speaker'),
      v: missed('#missed-event', '#m-type'),
      x: () => one('#no-statement, #no-event')?.click(),
      '?': () => { const d = one('.keys', desk); d.open = !d.open; d.scrollIntoView({ block: 'nearest' }); },
      Enter: () => form.requestSubmit(one('#save', form)),
    };
    document.addEventListener('keydown', (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === 'Escape') { document.activeElement?.blur(); return; }
      const held = document.activeElement;
      // A link or button that is on does what it is for, and so does another form; a choice of an act is left by Enter, which saves.
      if (e.key === 'Enter' && (held?.matches('a, button, summary, textarea') || (typing() && !(held.matches('select') && form.contains(held))))) return;
      if (typing() && !(e.key === 'Enter' && held.matches('select'))) return;
      if (/^[1-9]$/.test(e.key)) { e.preventDefault(); turn(e.key); return; }
      if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
    });
  }

  // Adding: a file may be dropped anywhere on the form.
  const drop = one('[data-drop]');
  if (drop) {
    const file = one('input[type=file]', drop);
    for (const kind of ['dragover', 'dragleave', 'drop']) {
      drop.addEventListener(kind, (e) => {
        e.preventDefault();
        drop.classList.toggle('over', kind === 'dragover');
        if (kind === 'drop' && e.dataTransfer.files.length) {
          file.files = e.dataTransfer.files;
          drop.requestSubmit();
        }
      });
    }
  }
  const job = one('[data-job]');
  if (job && job.dataset.running === 'true') {
    const state = one('#job-state');
    const look = async () => {
      try {
        const answer = await fetch(`/api/jobs/${job.dataset.job}`);
        const told = await answer.json();
        if (told.state === 'done' || told.state === 'cancelled') { location.reload(); return; }
        state.textContent = [`${told.state}, ${told.added} added`, told.step].filter(Boolean).join(': ');
      } catch { /* The server may be busy, or gone; the next look tells. */ }
      setTimeout(look, 400);
    };
    setTimeout(look, 300);
  }
})();
