/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- the compiler does not know the browser's types */
// Makes pages live and shows times in the viewer's zone. Without it pages work all the same.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Swedish writes days as ISO does, which everybody reads the same way.
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' };
  const clock = { hour: '2-digit', minute: '2-digit' };
  const toTheMinute = new Intl.DateTimeFormat('sv', { ...day, ...clock });
  const tick = {
    hour: new Intl.DateTimeFormat('sv', clock),
    day: new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' }),
  };
  const toTheSecond = new Intl.DateTimeFormat('sv', { ...day, ...clock, second: '2-digit' });
  const zoned = new Intl.DateTimeFormat('en', { timeZoneName: 'short' });

  // `2026-01-15 22:00 EST`: the zone is that of the instant, summer or winter.
  function stamp(at, format) {
    const name = zoned.formatToParts(at).find((part) => part.type === 'timeZoneName');
    return `${format.format(at)} ${name.value}`;
  }

  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

  function inWords(at) {
    const seconds = Math.round((at - Date.now()) / 1000);
    const size = Math.abs(seconds);
    if (size < 60) return relative.format(seconds, 'second');
    if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
    if (size < 172800) return relative.format(Math.round(seconds / 3600), 'hour');
    return relative.format(Math.round(seconds / 86400), 'day');
  }

  function showTimes(root) {
    for (const element of root.querySelectorAll('time[datetime]')) {
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      if (!element.title) element.title = element.textContent;
      if (element.dataset.tick) element.textContent = tick[element.dataset.tick].format(at);
      else if ('relative' in element.dataset) element.textContent = inWords(at);
      else element.textContent = stamp(at, element.closest('.timeline, .facts') ? toTheSecond : toTheMinute);
    }
  }

  // Times that are typed in are in UTC as sent; here they become those of the viewer's zone.
  function localise(root) {
    for (const input of root.querySelectorAll('input[type=datetime-local]')) {
      if (input.dataset.instant) {
        const local = toTheMinute.format(new Date(input.dataset.instant)).replace(' ', 'T');
        input.defaultValue = local;
        input.value = local;
      }
      for (const field of input.form.querySelectorAll('input[data-zone]')) field.value = zone;
    }
    for (const name of root.querySelectorAll('[data-zone-name]'))
      name.textContent = zone.replaceAll('_', ' ');
  }

  // Somebody who is filling a form in must not lose what is typed.
  function isBeingEdited(element) {
    const fields = [...element.querySelectorAll('form input:not([type=hidden])')];
    return fields.some((field) => field === document.activeElement || field.value !== field.defaultValue);
  }

  // One rendering serves every viewer: the word that forms must carry is this page's own.
  function sign(element) {
    const { csrf } = document.querySelector('[data-csrf]')?.dataset ?? {};
    if (csrf === undefined) return;
    for (const field of element.querySelectorAll('input[name=csrf][value="@csrf@"]')) field.value = csrf;
  }

  // Puts new markup into an element and keeps what the viewer is doing: focus and opened details.
  function swap(element, markup) {
    const active = element.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.dataset.key;
    const nameOf = (details) => {
      const summary = details.querySelector('summary');
      return summary.dataset.key ?? summary.firstChild.textContent;
    };
    const wasOpen = new Map([...element.querySelectorAll('details')].map((one) => [nameOf(one), one.open]));
    element.innerHTML = markup;
    sign(element);
    for (const one of element.querySelectorAll('details')) one.open = wasOpen.get(nameOf(one)) ?? one.open;
    if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    showTimes(element);
    localise(element);
  }

  function sayTrouble(text) {
    const trouble = document.getElementById('trouble');
    if (!trouble) return;
    if (trouble.textContent !== text) trouble.textContent = text;
    trouble.hidden = text === '';
  }

  // After a refusal (too many viewers, say) the page asks again.
  const REFUSED_MS = 30_000;

  function follow(address) {
    const source = new EventSource(address);
    // The newest of each section, until nobody is filling in a form of it.
    const waiting = new Map();
    source.addEventListener('sections', (event) => {
      sayTrouble('');
      for (const [id, markup] of Object.entries(JSON.parse(event.data))) waiting.set(id, markup);
      for (const [id, markup] of waiting) {
        const element = document.getElementById(id);
        if (element && isBeingEdited(element)) continue;
        waiting.delete(id);
        if (element) swap(element, markup);
      }
    });
    source.addEventListener('trouble', (event) => {
      sayTrouble(`What you see may be old: ${JSON.parse(event.data).detail}`);
    });
    source.addEventListener('error', () => {
      sayTrouble('The connection is lost; what you see may be old.');
      // A refusal ends the stream for good, as far as the browser is concerned.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(address), REFUSED_MS);
    });
    addEventListener('pagehide', () => source.close());
  }

  async function refresh(element) {
    if (document.hidden || isBeingEdited(element)) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser()
        .parseFromString(await answer.text(), 'text/html')
        .getElementById(element.id);
      if (!fresh || fresh.innerHTML === element.dataset.last || isBeingEdited(element)) return;
      element.dataset.last = fresh.innerHTML;
      swap(element, fresh.innerHTML);
    } catch {
      // The server is away; the next round tries again.
    }
  }

  // A question that is opened is ready to be answered; closed again it has done nothing and keeps nothing.
  // It opens and takes the focus at once: new markup that came in between would take the field away.
  function toggleQuestion(question) {
    question.open = !question.open;
    if (question.open) firstField(question)?.focus();
  }

  function closeQuestion(question) {
    question.querySelector('form').reset();
    question.open = false;
    question.querySelector('summary').focus();
  }

  document.addEventListener('click', (event) => {
    const summary = event.target.closest('.ask > summary');
    if (summary) {
      event.preventDefault();
      toggleQuestion(summary.parentElement);
    }
    const question = event.target.closest('[data-back]')?.closest('.ask');
    if (!question) return;
    event.preventDefault();
    closeQuestion(question);
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    const question = document.activeElement.closest('.ask[open]');
    if (question) closeQuestion(question);
    else document.activeElement.closest('form.bulk')?.querySelector('[data-back]')?.click();
  });

  function firstField(question) {
    return question.querySelector('input:not([type=hidden])');
  }

  // A notice is told once: a reload of the address must not look for it again.
  const address = new URL(location.href);
  if (address.searchParams.has('notice')) {
    address.searchParams.delete('notice');
    history.replaceState(null, '', address.pathname + address.search);
  }

  showTimes(document);
  localise(document);
  const zoneNote = document.getElementById('zone');
  if (zoneNote)
    zoneNote.textContent = `Times are in ${zone.replaceAll('_', ' ')}${zone === 'UTC' ? '.' : '; hover over one for UTC.'}`;
  setInterval(() => {
    for (const element of document.querySelectorAll('time[data-relative]'))
      element.textContent = inWords(new Date(element.dateTime));
  }, 1000);

  const live = document.querySelector('[data-live]');
  if (live) follow(live.dataset.live);
  const element = document.querySelector('[data-refresh]');
  if (element) setInterval(() => void refresh(element), 4000);
})();
