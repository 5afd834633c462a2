/* Comforts of the counter; without them everything still works.
   A link beside an open form (F9, Esc, F2, a section) first keeps what stands in it; five idle minutes do the same and
   cover the screen. */
(function () {
  'use strict';
  var IDLE = 5 * 60 * 1000;
  var cover = document.querySelector('.sign a[aria-keyshortcuts="F9"]');
  var form = document.querySelector('form[data-keeps]');
  var before = form ? written() : '';
  var timer = null;

  function written() {
    return Array.prototype.map.call(form.elements, function (field) {
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
  function leave(link) {
    if (!form || written() === before) { location.assign(link.href); return; }
    hidden('go', 'leave');
    hidden('leave_to', link.pathname + link.search);
    form.submit();
  }
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(function () { leave(cover); }, IDLE);
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
