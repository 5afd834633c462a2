/* Comforts of the counter; without them everything still works.
   What is typed is kept while it is typed: with each field that is left, after a pause within one, and at least every
   five seconds. What could not be kept is tried again, ever more rarely, and the line says so; where another page of it
   is newer, or sent it or threw it away, the line says that and nothing more is sent. Who comes back after a power cut
   stands in the same field.
   A link beside an open form (F9, Esc, F2, a section) first keeps what stands in it; five idle minutes do the same and
   cover the screen: minutes of hers, not of this page alone. What she does on another one counts, and before a page
   covers anything it asks the node whether she works elsewhere. */
(function () {
  'use strict';
  var IDLE = 5 * 60 * 1000, PAUSE = 1500, LONGEST = 5000, AGAIN = 3000, RARELY = 60 * 1000, ANSWER = 10 * 1000;
  var LOOKS = { saved: 'i ok', unsaved: 'i clock wait', older: 'i no', gone: 'i no' };
  var SEEN = 'dorgora-seen', TELLS = 10 * 1000, idle = document.currentScript.dataset.idle, toldAt = -TELLS;
  var cover = document.querySelector('.sign a[aria-keyshortcuts="F9"]');
  var form = document.querySelector('form[data-keeps]');
  var line = document.querySelector('[data-unsaved]'), told = 'saved', kept = '';
  var time = line && line.querySelector('[data-time]'), seal = time && time.parentElement;
  var saved = form ? written() : '', sent = null;  // what was last kept; what was sent and never answered
  var timer = null, pause = null, since = 0, delay = 0;
  var isSaving = false, isOver = false, isAsked = false, afterwards = null;

  function fields(name) { return form.querySelectorAll('[name="' + name + '"]'); }
  function written() {
    return Array.prototype.map.call(form.elements, function (field) {
      if (field.name === 'stamp' || field.name === 'at' || field.files) { return ''; }
      return /^(radio|checkbox)$/.test(field.type) ? field.checked : field.value;
    }).join('\n');
  }
  function hidden(name, value) {
    var field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.appendChild(field);
  }
  function typed() {
    var words = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === 'string') { words.append(name, value); }
    });
    words.set('go', 'typing');
    return words;
  }
  function tell(what) {
    if (!line || told === what) { return; }
    told = what;
    line.className = LOOKS[what];
    line.textContent = ' ' + line.dataset[what] + (what === 'saved' && kept ? ' ' + kept + '.' : '');
    form.querySelectorAll('.phoneonly.ok').forEach(function (brief) { brief.hidden = what !== 'saved'; });
  }
  // Since when it is kept: seen at once, and not read out each time.
  function date(answer) {
    var at = answer.headers.get('Dorgora-Saved');
    if (!line || !at) { return; }
    kept = line.dataset.kept.replace('#', at.replace(/\d/g, function (digit) { return line.dataset.digits[digit]; }));
    form.querySelectorAll('.phoneonly.ok').forEach(function (brief) { brief.textContent = ' ' + kept; });
    time.textContent = kept;
    if (told === 'saved') {
      seal.hidden = false;
      line.className = '';
      line.replaceChildren(seal);
    }
  }
  function isUnsaved() { return sent !== null || written() !== saved; }
  function soon() {
    if (delay) { return; }
    clearTimeout(pause);
    since = since || performance.now();
    pause = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - performance.now())));
  }
  function save() {
    clearTimeout(pause);
    since = 0;
    isAsked = isSaving;
    if (isOver || isSaving) { return; }
    if (!isUnsaved()) { delay = 0; tell('saved'); return; }
    // What was never answered may be kept: the same again is no other page.
    sent = sent || { written: written(), words: typed() };
    isSaving = true;
    var isKept = false, isAgain = delay > 0;
    var late = new AbortController(), end = setTimeout(function () { late.abort(); }, ANSWER);
    fetch(form.getAttribute('action') || location.href, {
      method: 'POST', body: sent.words, credentials: 'same-origin', redirect: 'manual', signal: late.signal
    }).then(function (answer) {
      var stamp = answer.headers.get('Dorgora-Stamp');
      isKept = answer.status === 204 && Boolean(stamp);
      if (isKept) {
        saved = sent.written;
        date(answer);
        fields('stamp').forEach(function (field) { field.value = stamp; });
      } else if (answer.status === 204 || answer.status === 410) {
        isOver = true;
        tell(answer.status === 410 ? 'gone' : 'older');
      }
      sent = null;
    }).catch(function () {}).then(function () {
      clearTimeout(end);
      isSaving = false;
      var next = afterwards;
      afterwards = null;
      delay = isKept ? 0 : Math.min(delay * 2 || AGAIN, RARELY);
      if (!isKept && !isOver) { tell('unsaved'); }
      if (next) {
        next();
      } else if (isOver || isAsked || isKept && isAgain || !isUnsaved()) {
        save();
      } else if (delay) {
        clearTimeout(pause);
        pause = setTimeout(save, delay);
      } else {
        soon();
      }
    });
  }
  function hasFiles() {
    return Array.prototype.some.call(form.elements, function (field) { return field.files && field.files.length; });
  }
  // What was never answered is sent once more before anything newer is: its stamp is wanted.
  function waits(next) {
    if (sent) { save(); }
    if (isSaving) { afterwards = function () { sent = null; next(); }; }
    return isSaving;
  }
  function leave(link) {
    if (form && waits(function () { leave(link); })) { return; }
    if (!form || !isUnsaved() && !hasFiles()) { location.assign(link.href); return; }
    clearTimeout(pause);
    hidden('go', 'leave');
    hidden('leave_to', link.pathname + link.search);
    form.submit();
  }
  function wait(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(seek, milliseconds);
  }
  function seek() {
    fetch(idle, { credentials: 'same-origin' }).then(function (answer) { return answer.json(); }).then(function (told) {
      if (told.left > 0) { wait(told.left * 1000); } else { leave(cover); }
    }, function () { leave(cover); });
  }
  function seen() {
    wait(IDLE);
    if (performance.now() - toldAt < TELLS) { return; }
    toldAt = performance.now();
    try { localStorage.setItem(SEEN, String(Date.now())); } catch (refused) { /* the others ask the node */ }
  }

  if (form) {
    form.addEventListener('focusin', function (event) {
      if (event.target.name && event.target.type !== 'submit') {
        fields('at').forEach(function (field) { field.value = event.target.name; });
      }
    });
    // A moment later, when the next field has the focus.
    form.addEventListener('change', function () { setTimeout(save, 0); });
    form.addEventListener('input', soon);
    form.addEventListener('submit', function (event) {
      clearTimeout(pause);
      var by = event.submitter;
      if (waits(function () { form.requestSubmit(by); })) { event.preventDefault(); return; }
      isOver = true;  // what is sent is newer than what a last field would keep
    });
    // What the page made of another field goes when that one changes; what she types herself stays.
    form.querySelectorAll('[data-made-of]').forEach(function (box) {
      var made = fields(box.name + '-made')[0], source = fields(box.dataset.madeOf)[0];
      box.addEventListener('input', function () { made.value = ''; });
      if (source) {
        source.addEventListener('input', function () { if (made.value === box.value) { box.value = ''; } });
      }
    });
    window.addEventListener('pageshow', function (event) { if (event.persisted) { isOver = false; delay = 0; } });
    var last = fields('at')[0], box = last && last.value ? '[name="' + CSS.escape(last.value) + '"]' : '';
    var there = box && (form.querySelector(box + ':checked') || form.querySelector(box));
    if (there && !document.querySelector('.err')) { there.focus(); }
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    var stays = !link || link.target || link.hash || link.host !== location.host;
    if (!form || stays || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    leave(link);
  });
  if (cover) {
    ['keydown', 'pointerdown', 'input'].forEach(function (name) { document.addEventListener(name, seen, true); });
    window.addEventListener('storage', function (event) { if (event.key === SEEN) { wait(IDLE); } });
    wait(IDLE);
  }
}());
