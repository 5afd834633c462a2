/* Listen (F4): the sentences of a page one after the other, or those of one question by the ear beside it; by the laptop's
   own voice or else the browser's. Pressed again it stops; so does leaving the page. Without this file somebody reads. */
(function () {
  'use strict';
  var place = document.querySelector('[data-hear]');
  if (!place) { return; }
  var buttons = Array.prototype.slice.call(document.querySelectorAll('[data-hear] button, .ear'));
  var words = place.querySelector('[role=status]');
  var lines = Array.prototype.slice.call(place.querySelectorAll('li'));
  var url = place.dataset.hear, sound = null, on = null, end = 0;
  var spoken = window.speechSynthesis;

  function stop() {
    on = null;
    if (sound) { sound.onended = sound.onerror = null; sound.pause(); sound.removeAttribute('src'); sound = null; }
    if (spoken) { spoken.cancel(); }
    show();
  }
  function show() {
    buttons.forEach(function (button) {
      button.setAttribute('aria-pressed', String(button === on));
      if (button.classList.contains('btn')) { button.classList.toggle('i', button === on); }
      button.classList.toggle('ok', button === on);
    });
  }
  function fail(why) {
    stop();
    words.textContent = words.dataset[why];
  }
  /* Why there is no sound: while the voice speaks for another page the answer is a sentence (503). */
  function ask(address) {
    fetch(address, { credentials: 'same-origin' }).then(function (answer) {
      return answer.status === 503 ? answer.text() : '';
    }).catch(function () { return ''; }).then(function (told) {
      if (!on) { return; }
      fail('failed');
      if (told) { words.textContent = told; }
    });
  }
  function play(n) {
    if (!on) { return; }
    if (n >= end) { stop(); return; }
    var address = url.replace(/0\.wav$/, n + '.wav');
    sound = new Audio(address);
    sound.onended = function () { play(n + 1); };
    sound.onerror = function () { ask(address); };
    var begun = sound.play();
    if (begun) { begun.catch(function (why) { if (on && why.name === 'NotAllowedError') { fail('failed'); } }); }
  }
  function voiceOf(language) {
    return spoken && spoken.getVoices().filter(function (voice) {
      return voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language;
    })[0];
  }
  function say(n) {
    if (!on) { return; }
    if (n >= end) { stop(); return; }
    var said = new SpeechSynthesisUtterance(lines[n].textContent);
    said.lang = lines[n].lang;
    said.voice = voiceOf(lines[n].lang);
    said.onend = function () { say(n + 1); };
    said.onerror = function () { if (on) { fail('failed'); } };
    spoken.speak(said);
  }
  function listen(button) {
    var again = button === on, first = Number(button.dataset.from || 0);
    stop();
    words.textContent = '';
    if (again) { return; }
    (button.closest('.f') || place).appendChild(words); /* why there is no sound stands where it was asked for */
    on = button;
    end = first + Number(button.dataset.many || place.dataset.n);
    show();
    if (url) {
      play(first);
    } else if (lines.every(function (line) { return voiceOf(line.lang); })) {
      say(first);
    } else {
      fail('none');
    }
  }
  buttons.forEach(function (button) {
    button.addEventListener('click', function () { listen(button); });
    button.hidden = false;
  });
  window.addEventListener('pagehide', stop);
  if (spoken) { spoken.getVoices(); }  /* some browsers find them only once asked */
}());
