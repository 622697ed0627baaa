import { INVOCATION, asCalledHere } from '../../domain/shell-command.ts';
import type { Alert, AlertKind } from './alert.ts';
import type { AlertMessage } from './plan-messages.ts';

/** A message in words, before a channel gives it its form. */
export type MessageText = {
  /** One line. */
  subject: string;
  /** A sentence before the list; empty for none. */
  intro: string;
  items: readonly ItemText[];
  /** What the list leaves out; empty when it is whole. */
  more: string;
  /** The page that tells all of it; null without PUBLIC_URL. */
  url: string | null;
};

export type ItemText = {
  title: string;
  /** Since when, or from when to when. */
  when: string;
  detail: string;
  remedy: string;
  command: string | null;
  url: string | null;
};

/** Alerts that a message tells one by one. */
const TOLD_ONE_BY_ONE = 10;

/** Games that an item about many of them names. */
const NAMED_TOGETHER = 3;

const MANY: Partial<Record<AlertKind, (count: number) => string>> = {
  game_failed: (count) => `${count} games have failed for good`,
  game_poison: (count) => `${count} games were set aside: their workers died of them`,
  game_stuck: (count) => `${count} games should be over and are not`,
  game_incomplete: (count) => `${count} games are not complete long after their windows`,
};

/** Where readers of messages find the pages, and how they call the command line. */
export type MessagePlace = { publicUrl?: string | undefined; commandLine?: string | undefined };

/** Puts a message into words: what happened, since when, what to do, and the command that does it. Pure. */
export function describeMessage(
  message: AlertMessage,
  { publicUrl, commandLine = INVOCATION }: MessagePlace,
): MessageText {
  const alerts = toldTogether(message);
  const left = alerts.length - TOLD_ONE_BY_ONE;
  const here = (text: string): string => asCalledHere(text, commandLine);
  const link = (path: string | null): string | null => (publicUrl && path ? `${publicUrl}${path}` : null);
  return {
    subject: oneLine(`${prefixOf(message)} ${subjectOf(message)}`),
    intro: introOf(message),
    items: alerts.slice(0, TOLD_ONE_BY_ONE).map((alert) => ({
      title: oneLine(alert.title),
      when: whenWords(alert),
      detail: here(alert.detail),
      remedy: alert.resolved_at === null ? here(alert.remedy) : '',
      command:
        alert.resolved_at === null && alert.command !== null ? `${commandLine} ${alert.command}` : null,
      url: link(alert.path),
    })),
    more: left > 0 ? `And ${left} more: \`${commandLine} alerts list --open\`.` : '',
    url: link('/'),
  };
}

/** A digest and a reminder tell games that came in numbers as one item: they would hide everything else. */
function toldTogether({ event, alerts }: AlertMessage): readonly Alert[] {
  if (event !== 'digest' && event !== 'reminder') return alerts;
  const groups = [...Map.groupBy(alerts, ({ kind }) => kind).values()];
  return groups.flatMap((group) => {
    const [first] = group;
    const many = first && MANY[first.kind];
    if (!first || !many || group.length < 2) return group;
    const named = group.slice(0, NAMED_TOGETHER).map(({ title }) => title);
    const rest = group.length > named.length ? `; and ${group.length - named.length} more` : '';
    return [
      {
        ...first,
        title: many(group.length),
        detail: `${named.join('; ')}${rest}.`,
        command: 'alerts list --open',
        path: '/',
        count: group.length,
        first_seen_at: new Date(Math.min(...group.map(({ first_seen_at: at }) => at.getTime()))),
      },
    ];
  });
}

/** The same as plain text, for a mail and for readers of `text` alone. */
export function plainText({ subject, intro, items, more, url }: MessageText): string {
  const parts = items.map((item) =>
    [
      item.title,
      item.when,
      item.detail,
      item.remedy === '' ? '' : `What to do: ${item.remedy}`,
      item.command === null ? '' : `  ${item.command}`,
      item.url ?? '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
  );
  return [subject, intro, ...parts, more, url === null ? '' : `Dashboard: ${url}`]
    .filter((part) => part !== '')
    .join('\n\n');
}

function prefixOf({ event, alerts }: AlertMessage): string {
  const isCritical = alerts.some(({ severity }) => severity === 'critical');
  if (event === 'resolved') return 'Resolved:';
  if (event === 'reminder') return 'Still open:';
  if (event === 'opened') return isCritical ? 'CRITICAL:' : 'Warning:';
  return 'Scoracle:';
}

function subjectOf({ event, alerts }: AlertMessage): string {
  const [first] = alerts;
  if (event === 'test') return 'this is a test of the alerts';
  if (event === 'digest') {
    const open = alerts.filter(({ resolved_at: at }) => at === null).length;
    return `the day’s warnings, ${open} open${alerts.length > open ? `, ${alerts.length - open} over` : ''}`;
  }
  if (!first) return 'nothing';
  if (alerts.length === 1) return first.title;
  const isOneKind = alerts.every(({ kind }) => kind === first.kind);
  const many = isOneKind ? MANY[first.kind] : undefined;
  return many ? many(alerts.length) : `${first.title}, and ${alerts.length - 1} more`;
}

function introOf({ event }: AlertMessage): string {
  if (event === 'test') return 'Alerts will arrive here when something is wrong. There is nothing to do.';
  if (event === 'digest') return 'What was worth a look since the last digest:';
  return '';
}

function whenWords({
  first_seen_at: since,
  last_seen_at: seen,
  resolved_at: until,
  is_quiet: isQuiet,
}: Alert): string {
  if (until !== null) return `From ${instant(since)} to ${instant(until)}; it is over.`;
  return isQuiet
    ? `Since ${instant(since)}; not seen again after ${instant(seen)}, and open until a success is seen.`
    : `Since ${instant(since)}.`;
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
