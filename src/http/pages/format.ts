import { type SafeHtml, html } from '@remix-run/html-template';

/** An instant: in UTC as sent, in the viewer's zone once the page's script has run. */
export function instant(at: Date | null, options: { isRelative?: boolean } = {}): SafeHtml {
  if (!at) return html`<span class="muted">–</span>`;
  const iso = at.toISOString();
  const text = `${iso.slice(0, 16).replace('T', ' ')} UTC`;
  return options.isRelative
    ? html`<time datetime="${iso}" data-relative>${text}</time>`
    : html`<time datetime="${iso}">${text}</time>`;
}

const CODE_IN_TEXT = /`([^`<>]+)`/g;

const INSTANT_IN_TEXT = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d):(\d\d)(?:\.\d+)?(?: UTC|Z)/g;

/** A sentence from the services: instants in the viewer's zone, what stands between backticks as code. */
export function sentence(text: string): SafeHtml {
  const markup = String(html`${text}`)
    .replaceAll(CODE_IN_TEXT, '<code>$1</code>')
    .replaceAll(
      INSTANT_IN_TEXT,
      (_all, day: string, minute: string, second: string) =>
        `<time datetime="${day}T${minute}:${second}Z">${day} ${minute} UTC</time>`,
    );
  return html.raw`${markup}`;
}

/** `1,234`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `0.4 s`, `12 s`, `3 min 5 s`, `24 min`, `2 h 10 min`. */
export function seconds(value: number | null): string {
  if (value === null) return '–';
  if (value < 10) return `${value.toFixed(1)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  const minutes = Math.floor(value / 60);
  if (minutes < 60 && minutes >= 10) return `${Math.round(value / 60)} min`;
  if (minutes < 60) return `${minutes} min ${Math.round(value % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `1 game`, `2 games`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'quiet';

/** A small label with a colour and always a word. */
export function pill(text: string, tone: Tone): SafeHtml {
  return html`<span class="pill ${tone}">${text}</span>`;
}

const STATUS_TONES: Readonly<Record<string, Tone>> = {
  completed: 'good',
  running: 'busy',
  in_progress: 'busy',
  pending: 'quiet',
  scheduled: 'quiet',
  partial: 'wait',
  held: 'wait',
  postponed: 'wait',
  suspended: 'wait',
  failed: 'bad',
};

/** The label of a task's, game's or seeding's status. */
export function statusPill(status: string): SafeHtml {
  return pill(status.replaceAll('_', ' '), STATUS_TONES[status] ?? 'quiet');
}

/** `+12`, `−3`, `0`: a difference in whole numbers, with a minus that is as wide as the plus. */
export function signed(difference: number): string {
  const whole = Math.round(difference);
  return whole === 0 ? '0' : `${whole < 0 ? '−' : '+'}${Math.abs(whole)}`;
}
