/* Typing the country's language with Latin letters (Alt+B), word by word: the Latin word is replaced once something else
   follows it. Backspace right after gives it back, and so does Ctrl+Z. Letters are turned as dorgora.kernel.latin_typing
   turns them, by the pack's tables; a test holds the two together. Without this file names are turned when the page is
   sent. */
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
  var typed = null;  /* the Latin word being typed: its field, where it begins, and how long the field is */
  var putting = false;
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
      .then(function (found) {
        tables = read(found);
        fields.forEach(carried);
        choice.dataset.ready = 'yes';
      }, function () { turn(false); });
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
    fields.forEach(warn);
  }
  function toggle() {
    turn(!on);
    remember();
    said.textContent = on ? choice.dataset.on : choice.dataset.off;
  }

  /* The Latin word around a place in a field, or that touches it. */
  function wordAt(field, place) {
    var before = /[A-Za-z]*$/.exec(field.value.slice(0, place))[0], after = /^[A-Za-z]*/.exec(field.value.slice(place))[0];
    var word = before + after, start = place - before.length;
    return word ? { field: field, start: start, end: start + word.length, word: word } : null;
  }
  function isKept(at) {
    return kept && kept.field === at.field && kept.start === at.start && kept.word === at.word;
  }
  function begin(at) {
    typed = at && { field: at.field, start: at.start, length: at.field.value.length };
  }
  /* Puts a text into a field so that Ctrl+Z of the browser takes it out again. Where the browser does not put it in, gives
     true: then it has forgotten what was typed, and the word replaced last is given back by hand. */
  function put(field, text, start, end, caret) {
    var wanted = field.value.slice(0, start) + text + field.value.slice(end);
    putting = true;
    field.setSelectionRange(start, end);
    if (document.activeElement === field && document.execCommand) { document.execCommand('insertText', false, text); }
    putting = false;
    var byHand = field.value !== wanted;
    if (byHand) { field.value = wanted; }
    field.setSelectionRange(caret, caret);
    return byHand;
  }
  function show() {
    var at = on && tables && typed && wordAt(typed.field, typed.start);
    if (!at || isKept(at)) { shown.remove(); return; }
    shown.textContent = at.word + ' → ' + written(tables, at.word);
    (at.field.closest('.with') || at.field).insertAdjacentElement('afterend', shown);
  }
  /* The word being typed after a change that put so many letters before the caret: what is behind the caret has moved. */
  function follow(caret, n) {
    var field = typed.field, grown = field.value.length - typed.length;
    var hasMoved = typed.start >= caret - grown;
    var start = hasMoved ? typed.start + grown : Math.min(typed.start, caret - n);
    begin(/^[A-Za-z]/.test(field.value.slice(start)) ? wordAt(field, start) : null);
  }
  /* Turns a word. What stands `after` it is what was typed last; the caret stays where it is in the words. */
  function replace(at, after) {
    if (!at || isKept(at)) { return; }
    var field = at.field, local = written(tables, at.word), caret = field.selectionStart, over = at.end + after.length;
    if (after && tables.short_marks.indexOf(after) >= 0 && tables.short.indexOf(at.word.toLowerCase()) >= 0) { after = ''; }
    var end = at.start + local.length + after.length;
    var goes = caret >= over ? caret + end - over : caret > at.start ? end : caret;
    var byHand = put(field, local + after, at.start, over, goes);
    if (caret === over) {
      last = { field: field, start: at.start, word: at.word, caret: goes, value: field.value, byHand: byHand };
    }
  }

  /* What is left in Latin letters is printed so: said before it is, of a name not, as that is turned when it is sent. */
  function warn(field) {
    var after = (field.closest('.with') || field).nextElementSibling, stays = after && after.matches('.latin-stays');
    var isLatin = !on && field.dataset.local !== 'turned' && /[A-Za-z]{2}/.test(field.value);
    if (stays && !isLatin) { after.remove(); }
    if (stays || !isLatin) { return; }
    var line = document.createElement('p');
    line.className = 'hint latin-stays';
    line.textContent = choice.dataset.stays;
    (field.closest('.with') || field).insertAdjacentElement('afterend', line);
  }
  function onInput(event) {
    var field = event.target, caret = field.selectionStart, before = field.value[caret - 1] || '';
    if (putting) { return; }
    warn(field);
    last = null;
    if (!on || !tables || caret !== field.selectionEnd) { typed = null; return; }
    /* Several words at once were spoken or chosen, not typed. */
    var isTyped = /^insert(Text|CompositionText|LineBreak)$/.test(event.inputType) && !/[^A-Za-z]./.test(event.data || '');
    if (typed && typed.field !== field || !isTyped && !/^delete/.test(event.inputType)) { typed = null; }
    if (typed) { follow(caret, isTyped ? (event.data || ' ').length : 0); }
    if (isTyped && /[A-Za-z]/.test(before)) {
      letter(field, caret, event.isComposing);
    } else if (isTyped && typed && !event.isComposing) {
      behind(field, caret, before);
    }
    show();
  }
  /* A letter was typed. If it is one of another word than before, that one is finished. */
  function letter(field, caret, isComposing) {
    var at = wordAt(field, caret), other = typed && wordAt(field, typed.start);
    if (other && other.start !== at.start && !isComposing) { replace(other, ''); }
    begin(wordAt(field, field.selectionStart));
  }
  /* Something else was typed, before the caret. Behind the word she types it turns the word, and what it cut off is hers
     too; a number of a card or of a payment keeps its letters. */
  function behind(field, caret, before) {
    var at = wordAt(field, typed.start);
    if (at.end !== caret - 1) { return; }
    var cut = /^[A-Za-z]/.test(field.value.slice(caret));
    typed = null;
    if (/\d/.test(before)) { return; }
    replace(at, before);
    if (cut) { begin(wordAt(field, field.selectionStart)); }
  }
  /* A name that stood there in Latin letters when the page opened, as it was searched for: turned like one typed here. */
  function carried(field) {
    var text = field.value;
    if (!on || field.dataset.local !== 'turned' || text !== field.defaultValue || !/[A-Za-z]/.test(text)) { return; }
    var local = text.replace(/([A-Za-z]+)(\W?)/g, function (all, word, after) {
      var isShort = tables.short.indexOf(word.toLowerCase()) >= 0 && tables.short_marks.indexOf(after) >= 0;
      return written(tables, word) + (isShort && after ? '' : after);
    });
    put(field, local, 0, text.length, local.length);
  }
  function finish(field) {
    if (on && tables && typed && typed.field === field) { replace(wordAt(field, typed.start), ''); }
    typed = null;
    show();
  }
  function takeBack(field) {
    if (!last || last.field !== field || field.value !== last.value || field.selectionStart !== last.caret) { return false; }
    put(field, last.word, last.start, last.caret, last.start + last.word.length);
    kept = { field: field, start: last.start, word: last.word };
    last = null;
    begin(wordAt(field, field.selectionStart));
    show();
    return true;
  }

  document.addEventListener('keydown', function (event) {
    if (event.altKey && !event.ctrlKey && !event.metaKey && (event.code === 'KeyB' || /^b$/i.test(event.key))) {
      event.preventDefault();
      if (!event.repeat) { toggle(); }
    } else if (event.key === 'Backspace' && fields.indexOf(event.target) >= 0 && takeBack(event.target)) {
      event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && event.code === 'KeyZ' && last && last.byHand && takeBack(event.target)) {
      event.preventDefault();
    } else if (event.key === 'Tab' || event.key === 'Enter' && event.target.tagName === 'INPUT') {
      finish(event.target);  /* while the field still has the caret, so that the browser can undo it */
    }
  }, true);
  document.addEventListener('mousedown', function (event) {
    if (typed && event.target !== typed.field && !event.target.closest('.latin')) { finish(typed.field); }
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
