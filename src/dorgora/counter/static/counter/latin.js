/* Typing the country's language with Latin letters (Alt+B), word by word: the Latin word is replaced once something else
   follows it. Backspace right after gives it back. Letters are turned as dorgora.kernel.latin_typing turns them, by the
   pack's tables; a test holds the two together. Without this file names are turned when the page is sent. */
(function () {
  'use strict';
  var MEMORY = 'dorgora-latin';
  var choice = document.querySelector('[data-latin]');
  var fields = Array.prototype.slice.call(document.querySelectorAll('[data-local]'));
  if (!choice || !fields.length) { return; }

  function longest(table, text) {
    var best = null;
    Object.keys(table).forEach(function (key) {
      if (text.lastIndexOf(key, 0) === 0 && (best === null || key.length > best.length)) { best = key; }
    });
    return best;
  }
  function lettersOf(tables, word) {
    if (word.length > 1 && word === word.toUpperCase()) { return word.toLowerCase(); }
    return word.split('').map(function (letter, place) {
      var own = place ? tables.capitals : tables.first_capitals;
      return own.indexOf(letter) < 0 ? letter.toLowerCase() : letter;
    }).join('');
  }
  function byLetters(tables, rest) {
    var length = rest.length, out = '', cluster = '';
    while (rest) {
      var vowels = cluster ? tables.later_vowels : tables.first_vowels;
      var vowel = longest(vowels, rest), consonant = longest(tables.consonants, rest);
      if (vowel !== null && (consonant === null || vowel.length >= consonant.length)) {
        out += vowels[vowel];
        cluster = '';
        rest = rest.slice(vowel.length);
      } else if (consonant !== null) {
        var joins = rest.length + cluster.length === length ? tables.first_joins : tables.later_joins;
        var joined = joins.indexOf(cluster + consonant) >= 0;
        out += (joined ? tables.joiner : '') + tables.consonants[consonant];
        cluster = joined ? cluster + consonant : consonant;
        rest = rest.slice(consonant.length);
      } else {
        out += rest[0];
        cluster = '';
        rest = rest.slice(1);
      }
    }
    return out.normalize('NFC');
  }
  function written(tables, word) {
    var letters = lettersOf(tables, word);
    var known = Object.prototype.hasOwnProperty.call(tables.words, letters);
    return known ? tables.words[letters] : byLetters(tables, letters);
  }
  function read(tables) {
    var keys = [tables.consonants, tables.first_vowels, tables.later_vowels].map(Object.keys);
    tables.capitals = [].concat.apply([], keys).join('').replace(/[^A-Z]/g, '');
    return tables;
  }

  var on = false, tables = null;
  var typed = null;  /* the field in which a Latin word is being typed */
  var last = null;   /* the word replaced last, as long as nothing else was typed */
  var kept = null;   /* a word she took back: it stays Latin unless she changes it */
  var box = choice.querySelector('input');
  var said = document.createElement('p'), shown = document.createElement('p');
  said.className = 'vh';
  said.setAttribute('role', 'status');
  shown.className = 'hint latin-word';
  shown.setAttribute('aria-hidden', 'true');
  shown.lang = choice.dataset.language;
  document.getElementById('main').appendChild(said);

  function remembered() {
    try { return localStorage.getItem(MEMORY) === choice.dataset.session; } catch (refused) { return false; }
  }
  function remember() {
    try { localStorage.setItem(MEMORY, on ? choice.dataset.session : ''); } catch (refused) { /* for this page only */ }
  }
  function fetchTables() {
    fetch(choice.dataset.latin, { credentials: 'same-origin' }).then(function (answer) { return answer.json(); })
      .then(function (found) { tables = read(found); choice.dataset.ready = 'yes'; }, function () { turn(false); });
  }
  function turn(to) {
    on = to;
    box.checked = on;
    document.querySelectorAll('.latin').forEach(function (button) {
      button.setAttribute('aria-pressed', String(on));
      button.classList.toggle('i', on);
      button.classList.toggle('ok', on);
    });
    if (on && !tables) { fetchTables(); }
    show();
  }
  function toggle() {
    turn(!on);
    remember();
    said.textContent = on ? choice.dataset.on : choice.dataset.off;
  }

  /* The Latin word that ends at the caret. */
  function wordAt(field, end) {
    var found = /[A-Za-z]+$/.exec(field.value.slice(0, end));
    return found && { field: field, start: end - found[0].length, end: end, word: found[0] };
  }
  function isKept(at) {
    return kept && kept.field === at.field && kept.start === at.start && kept.word === at.word;
  }
  function put(field, text, start, end, caret) {
    field.setRangeText(text, start, end, 'end');
    field.setSelectionRange(caret, caret);
  }
  function show() {
    var at = on && tables && typed && wordAt(typed, typed.selectionStart);
    if (!at || isKept(at)) { shown.remove(); return; }
    shown.textContent = at.word + ' → ' + written(tables, at.word);
    (at.field.closest('.with') || at.field).insertAdjacentElement('afterend', shown);
  }
  /* Replaces the word before `end`; what follows it, from `end` to the caret, stays. */
  function replace(field, end, after) {
    var at = wordAt(field, end);
    typed = null;
    if (!at || isKept(at)) { return; }
    var local = written(tables, at.word);
    if (after && tables.short_marks.indexOf(after) >= 0 && tables.short.indexOf(at.word.toLowerCase()) >= 0) { after = ''; }
    var over = field.selectionStart, caret = at.start + local.length + after.length;
    put(field, local + after, at.start, over, caret);
    last = { field: field, start: at.start, word: at.word, caret: caret, value: field.value };
  }

  function onInput(event) {
    var field = event.target, caret = field.selectionStart, before = field.value[caret - 1] || '';
    last = null;
    if (!on || !tables || caret !== field.selectionEnd) { return; }
    if (/^insert(Text|CompositionText|LineBreak)$/.test(event.inputType)) {
      if (/[A-Za-z]/.test(before)) {
        typed = field;
      } else if (typed === field && !event.isComposing) {
        /* A number of a card or of a payment keeps its letters. */
        if (/\d/.test(before)) { typed = null; } else { replace(field, caret - 1, before); }
      }
    } else if (!/^delete/.test(event.inputType)) {
      typed = null;
    }
    show();
  }
  function finish(field) {
    if (on && tables && typed === field && field.selectionStart === field.selectionEnd) {
      replace(field, field.selectionStart, '');
    }
    typed = null;
    show();
  }
  function takeBack(field) {
    if (!last || last.field !== field || field.value !== last.value || field.selectionStart !== last.caret) { return false; }
    put(field, last.word, last.start, last.caret, last.start + last.word.length);
    kept = { field: field, start: last.start, word: last.word };
    last = null;
    typed = field;
    show();
    return true;
  }

  document.addEventListener('keydown', function (event) {
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.code === 'KeyB' || /^b$/i.test(event.key))) {
      event.preventDefault();
      if (!event.repeat) { toggle(); }
    } else if (event.key === 'Backspace' && fields.indexOf(event.target) >= 0 && takeBack(event.target)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && event.target.tagName === 'INPUT') {
      finish(event.target);
    }
  }, true);
  fields.forEach(function (field) {
    field.addEventListener('input', onInput);
    field.addEventListener('blur', function () { finish(field); last = null; });
  });
  document.querySelectorAll('.latin').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('mousedown', function (event) { event.preventDefault(); }); /* the field keeps the caret */
    button.addEventListener('click', toggle);
  });
  document.querySelectorAll('[data-latin-key]').forEach(function (line) { line.hidden = false; });
  choice.hidden = false;
  box.addEventListener('change', toggle);
  turn(remembered());
}());
