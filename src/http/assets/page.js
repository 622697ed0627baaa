/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- the compiler does not know the browser's types */
// Makes pages live and shows times in the viewer's zone. Without it pages work all the same.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const today = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
  const toTheSecond = new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const otherDay = new Intl.DateTimeFormat(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const otherYear = new Intl.DateTimeFormat(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
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
      const now = new Date();
      if ('relative' in element.dataset) element.textContent = inWords(at);
      else if (at.toDateString() === now.toDateString())
        element.textContent = (element.closest('.timeline, .facts') ? toTheSecond : today).format(at);
      else element.textContent = (at.getFullYear() === now.getFullYear() ? otherDay : otherYear).format(at);
    }
  }

  // Puts new markup into an element and keeps what the viewer is doing: focus and opened details.
  function swap(element, markup) {
    const active = element.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.dataset.key;
    const wasOpen = [...element.querySelectorAll('details')].map((details) => details.open);
    element.innerHTML = markup;
    for (const [index, details] of [...element.querySelectorAll('details')].entries())
      details.open = wasOpen[index] ?? false;
    if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    showTimes(element);
  }

  function sayTrouble(text) {
    const trouble = document.getElementById('trouble');
    if (!trouble) return;
    if (trouble.textContent !== text) trouble.textContent = text;
    trouble.hidden = text === '';
  }

  function follow(address) {
    const source = new EventSource(address);
    source.addEventListener('sections', (event) => {
      sayTrouble('');
      for (const [id, markup] of Object.entries(JSON.parse(event.data))) {
        const element = document.getElementById(id);
        if (element) swap(element, markup);
      }
    });
    source.addEventListener('trouble', (event) => {
      sayTrouble(`What you see may be old: ${JSON.parse(event.data).detail}`);
    });
    source.addEventListener('error', () => sayTrouble('The connection is lost; what you see may be old.'));
    addEventListener('pagehide', () => source.close());
  }

  async function refresh(element) {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser()
        .parseFromString(await answer.text(), 'text/html')
        .getElementById(element.id);
      if (!fresh || fresh.innerHTML === element.dataset.last) return;
      element.dataset.last = fresh.innerHTML;
      swap(element, fresh.innerHTML);
    } catch {
      // The server is away; the next round tries again.
    }
  }

  document.addEventListener('submit', (event) => {
    const question = event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  // A notice is told once: a reload of the address must not look for it again.
  const address = new URL(location.href);
  if (address.searchParams.has('notice')) {
    address.searchParams.delete('notice');
    history.replaceState(null, '', address.pathname + address.search);
  }

  showTimes(document);
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
