/* Keys of the counter and the desk, and the way back. Everything works without this file, by Tab and Enter.
   A control says its own key in aria-keyshortcuts; nothing here knows any page.
   Keys of one letter work only outside fields and can be switched off (WCAG 2.1.4). */
(function () {
  'use strict';
  /* Going back to a page that answered a form opens it anew, with what the server keeps of it; the browser would ask
     in its own language whether to send the form again. */
  if (document.body.hasAttribute('data-posted')) { history.replaceState(null, '', location.href); }

  var MEMORY = 'dorgora-letters';
  var NAMED = { Escape: 1, F1: 1, F2: 1, F4: 1, F8: 1, F9: 1, Enter: 1 };

  function remembered() {
    try { return localStorage.getItem(MEMORY) !== 'off'; } catch (refused) { return true; }
  }
  function remember(on) {
    try { localStorage.setItem(MEMORY, on ? 'on' : 'off'); } catch (refused) { /* for this page only */ }
  }
  var letters = remembered();

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function seen(element) { return element.offsetParent !== null || element.getClientRects().length > 0; }
  function typing(element) {
    if (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)) { return true; }
    return element.tagName === 'INPUT' && !/^(radio|checkbox|button|submit|file)$/.test(element.type);
  }
  /* Where digits alone are typed a letter means nothing: one that is the key of a control stays that key. */
  function isOfDigits(element) { return /^(numeric|decimal|tel)$/.test(element.inputMode || ''); }
  function keyOf(event) {
    /* On a keyboard of another script the place of the key counts. */
    if (event.key.length === 1 && event.key > '~') {
      var place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
      if (place) { return place[1]; }
      if (event.code === 'Slash') { return '/'; }
    }
    return event.key.length === 1 ? event.key.toUpperCase() : event.key;
  }
  function controlFor(key) {
    return all('[aria-keyshortcuts]').filter(function (control) {
      return seen(control) && control.getAttribute('aria-keyshortcuts').split(' ').some(function (name) {
        return (name.length === 1 ? name.toUpperCase() : name) === key;
      });
    })[0];
  }
  function press(control) {
    if (control.tagName === 'INPUT' && !/^(radio|checkbox|submit|button)$/.test(control.type)) {
      control.focus();
      control.select();
    } else {
      control.focus();
      control.click();
    }
  }

  /* Rows: arrows among links of a list; J and K among rows of a queue. */
  function rows() { return all('main .pick, main .tick input').filter(seen); }
  function move(by) {
    var found = rows();
    if (!found.length) { return false; }
    var at = found.indexOf(document.activeElement);
    if (at < 0) {
      at = found.findIndex(function (row) { return row.classList.contains('on') || row.closest('tr.on'); });
      if (at < 0) { at = by > 0 ? -1 : found.length; } else if (document.activeElement !== document.body) { at -= by; } /* from a search: first the lit row */
    }
    var next = found[Math.max(0, Math.min(found.length - 1, at + by))];
    next.focus();
    light(next);
    return true;
  }
  function light(row) {
    all('main .on').forEach(function (old) { old.classList.remove('on'); });
    all('main .pick[aria-current]').forEach(function (old) { old.removeAttribute('aria-current'); });
    var line = row.closest('tr');
    (line || row).classList.add('on');
    if (row.href) { row.setAttribute('aria-current', 'true'); }
  }

  function earNear(element) {
    var question = element.closest('.f, fieldset');
    return (question && question.querySelector('.ear')) || document.querySelector('main .ear');
  }

  /* A page that begins with a search takes the first letter of a name wherever the hand is. */
  function begins(letter) {
    var box = document.querySelector('main input.big[type="search"]');
    if (!box || !/\p{L}/u.test(letter)) { return false; }
    box.focus();
    box.select(); /* what stood there was searched before */
    return true;
  }

  function help() {
    var keys = document.getElementById('keys');
    if (!keys) { return false; }
    keys.open = !keys.open;
    keys.querySelector('summary').focus();
    return true;
  }
  function mark(element) {
    var row = element.closest('tr') || document.querySelector('tr.on');
    var box = row && row.querySelector('.tick input');
    if (box) { box.click(); }
    return Boolean(box);
  }

  function handle(key, target) {
    if (key === 'F1') { return help(); }
    if (key === 'F4') {
      var ear = earNear(target);
      if (ear) { ear.click(); return true; } /* the field she is in keeps the focus */
      var aloud = controlFor(key);
      if (aloud) { aloud.click(); }
      return Boolean(aloud);
    }
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      var inList = target === document.body || target.closest('.pick, .tick') || target.type === 'search';
      return inList ? move(key === 'ArrowDown' ? 1 : -1) : false;
    }
    if (key === 'Enter') {
      var lit = target === document.body && document.querySelector('main .pick.on, main tr.on .pick');
      if (lit) { lit.click(); }
      return Boolean(lit);
    }
    var control = controlFor(key);
    if (control) { press(control); return true; }
    if (key === 'J' || key === 'K') { return move(key === 'J' ? 1 : -1); }
    return key === 'X' ? mark(target) : false;
  }

  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    var key = keyOf(event);
    var single = key.length === 1;
    /* Her hand goes to the key of the search although the page opened in it: what stands there gives way. */
    var untouched = event.target.type === 'search' && event.target.value === event.target.defaultValue;
    if (key === '/' && untouched) { event.preventDefault(); event.target.select(); return; }
    var isKey = single && isOfDigits(event.target) && /[A-Z]/.test(key) && Boolean(controlFor(key));
    if (single && (!letters || typing(event.target) && !isKey)) { return; }
    if (single && !controlFor(key) && begins(event.key)) { return; } /* the letter falls into the box */
    if (key === 'Escape' && event.target.type === 'search' && event.target.value) { return; } /* clears it first */
    if (!single && !NAMED[key] && !/^Arrow(Up|Down)$/.test(key)) { return; }
    if (event.repeat && key !== 'J' && key !== 'K' && !/^Arrow/.test(key)) { event.preventDefault(); return; }
    if (handle(key, event.target)) { event.preventDefault(); }
  });

  /* A page opens in the first answer that was refused: behind what stands there, where she types on. */
  var refused = document.querySelector('.wrong input[autofocus]');
  if (refused && typing(refused)) {
    refused.focus();
    refused.setSelectionRange(refused.value.length, refused.value.length);
  }

  /* The button in place of a file's control says nothing by itself of what was chosen; nor after Back, which keeps it. */
  function chosen() {
    all('[data-chosen]').forEach(function (said) {
      said.hidden = !document.getElementById(said.dataset.chosen).files.length;
    });
  }
  document.addEventListener('change', chosen);
  window.addEventListener('pageshow', chosen);

  /* A roll has no pages: its piece is as long as the slip, and a line longer, as it is torn below the last word. */
  var cut = -1;
  window.addEventListener('beforeprint', function () {
    var slip = document.querySelector('.slip'), styles = document.styleSheets[0];
    if (!slip || !styles) { return; }
    var long = Math.max(60, Math.ceil(slip.getBoundingClientRect().height * 25.4 / 96) + 5);
    if (cut >= 0) { styles.deleteRule(cut); }
    cut = styles.insertRule('@page slip{size:58mm ' + long + 'mm;margin:0}', styles.cssRules.length);
  });

  var opened = document.activeElement;
  if (opened && opened.type === 'search') { opened.select(); }

  all('[data-print]').forEach(function (button) {
    button.addEventListener('click', function () { window.print(); });
  });

  all('[data-letters]').forEach(function (label) {
    var box = label.querySelector('input');
    label.hidden = false;
    box.checked = letters;
    box.addEventListener('change', function () { letters = box.checked; remember(letters); });
  });
}());
