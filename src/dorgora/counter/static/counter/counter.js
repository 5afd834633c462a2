/* Comforts of the counter; without them everything still works.
   What is typed is kept while it is typed: with each field that is left, and after a pause within one. Who comes back
   after a power cut stands in the same field. A link beside an open form (F9, Esc, F2, a section) first keeps what
   stands in it; five idle minutes do the same and cover the screen. */
(function () {
  'use strict';
  var IDLE = 5 * 60 * 1000, PAUSE = 1500;
  var cover = document.querySelector('.sign a[aria-keyshortcuts="F9"]');
  var form = document.querySelector('form[data-keeps]');
  var before = form ? written() : '', saved = before;
  var timer = null, pause = null;
  var isSaving = false, isOlder = false, afterwards = null;

  function fields(name) { return form.querySelectorAll('[name="' + name + '"]'); }
  function written() {
    return Array.prototype.map.call(form.elements, function (field) {
      if (field.name === 'stamp' || field.name === 'at') { return ''; }
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
  function save() {
    clearTimeout(pause);
    if (isOlder || isSaving || written() === saved) { return; }
    var now = written();
    isSaving = true;
    fetch(form.getAttribute('action') || location.href, {
      method: 'POST', body: typed(), credentials: 'same-origin', redirect: 'manual'
    }).then(function (answer) {
      var stamp = answer.status === 204 && answer.headers.get('Dorgora-Stamp');
      isOlder = !stamp;
      if (stamp) {
        saved = now;
        fields('stamp').forEach(function (field) { field.value = stamp; });
      }
    }).catch(function () {}).then(function () {
      isSaving = false;
      var next = afterwards;
      afterwards = null;
      if (next) { next(); } else if (written() !== now) { save(); }
    });
  }
  function leave(link) {
    if (isSaving) { afterwards = function () { leave(link); }; return; }
    if (!form || written() === before) { location.assign(link.href); return; }
    hidden('go', 'leave');
    hidden('leave_to', link.pathname + link.search);
    form.submit();
  }
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(function () { leave(cover); }, IDLE);
  }

  if (form) {
    form.addEventListener('focusin', function (event) {
      if (event.target.name && event.target.type !== 'submit') {
        fields('at').forEach(function (field) { field.value = event.target.name; });
      }
    });
    // A moment later, when the next field has the focus.
    form.addEventListener('change', function () { setTimeout(save, 0); });
    form.addEventListener('input', function () {
      clearTimeout(pause);
      pause = setTimeout(save, PAUSE);
    });
    form.addEventListener('submit', function (event) {
      clearTimeout(pause);
      if (!isSaving) { isOlder = true; return; }  // what is sent is newer than what a last field would keep
      event.preventDefault();
      var by = event.submitter;
      afterwards = function () { form.requestSubmit(by); };
    });
    window.addEventListener('pageshow', function (event) { if (event.persisted) { isOlder = false; } });
    var last = fields('at')[0], box = last && last.value ? '[name="' + CSS.escape(last.value) + '"]' : '';
    var there = box && (form.querySelector(box + ':checked') || form.querySelector(box));
    if (there && !document.querySelector('.err')) { there.focus(); }
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    var stays = !link || link.target || link.hash || link.classList.contains('ear') || link.host !== location.host;
    if (!form || stays || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    leave(link);
  });
  if (cover) {
    ['keydown', 'pointerdown', 'input'].forEach(function (name) { document.addEventListener(name, wait, true); });
    wait();
  }
}());
