/* Says on the page that the device did not answer; the ceremony itself is allauth's script. */
(function () {
  'use strict';
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault();
    var trouble = document.getElementById('passkey-trouble');
    if (trouble) { trouble.hidden = false; }
  });
}());
