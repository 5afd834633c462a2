/* Two comforts of the counter; without them everything still works.
   F9 and five idle minutes first keep what stands in an open form, then cover the screen; [data-print] prints. */
(function () {
  'use strict';
  var IDLE = 5 * 60 * 1000;
  var cover = document.querySelector('.sign a[aria-keyshortcuts="F9"]');
  var form = document.querySelector('form[data-keeps]');
  var timer = null;

  function leave() {
    if (!form) { location.assign(cover.href); return; }
    var go = document.createElement('input');
    go.type = 'hidden';
    go.name = 'go';
    go.value = 'cover';
    form.appendChild(go);
    form.submit();
  }
  function wait() {
    clearTimeout(timer);
    timer = setTimeout(leave, IDLE);
  }

  if (cover) {
    cover.addEventListener('click', function (event) { event.preventDefault(); leave(); });
    ['keydown', 'pointerdown', 'input'].forEach(function (name) { document.addEventListener(name, wait, true); });
    wait();
  }
  Array.prototype.forEach.call(document.querySelectorAll('[data-print]'), function (button) {
    button.addEventListener('click', function () { window.print(); });
  });
}());
