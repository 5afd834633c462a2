/* F2 on pages that have no other key: the same page in the other language, by its own link or button.
   Without this file they say nothing of a key. */
(function () {
  'use strict';
  var tongue = document.querySelector('.sign .me a[hreflang], .sign .me .tongue');
  if (!tongue) { return; }
  tongue.setAttribute('aria-keyshortcuts', 'F2');
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'F2' || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    tongue.click();
  });
})();
