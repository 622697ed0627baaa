import type { AlertMessage } from '../plan-messages.ts';
import { type MessagePlace, type MessageText, describeMessage } from '../words.ts';
import type { AlertChannel } from './channel.ts';
import { postJson } from './post-json.ts';

/** Slack cuts texts beyond 40,000 characters; no reader gets so far. */
const MAX_CHARACTERS = 12_000;

/** Alerts to an incoming webhook of Slack. */
export function createSlackChannel({ url, place }: { url: string; place: MessagePlace }): AlertChannel {
  return {
    name: 'slack',
    send: (message: AlertMessage, signal) =>
      postJson({
        url,
        body: JSON.stringify({ text: slackText(describeMessage(message, place)) }),
        secrets: [url],
        signal,
      }),
  };
}

/** A message in Slack's own markup. Pure. */
export function slackText({ subject, intro, items, more, url }: MessageText): string {
  const parts = items.map((item) =>
    [
      `*${item.url === null ? escape(item.title) : `<${item.url}|${escape(item.title)}>`}*`,
      escape(`${item.when} ${item.detail}`),
      item.remedy === '' ? '' : escape(`What to do: ${item.remedy}`),
      item.command === null ? '' : code(item.command),
    ]
      .filter((line) => line !== '')
      .join('\n'),
  );
  const dashboard = url === null ? '' : `<${url}|Dashboard>`;
  return [`*${escape(subject)}*`, escape(intro), ...parts, escape(more), dashboard]
    .filter((part) => part !== '')
    .join('\n\n')
    .slice(0, MAX_CHARACTERS);
}

/** A command set as code; within one pair of marks, none of them can stand. */
function code(command: string): string {
  const marks = command.includes('`') ? '```' : '`';
  return `${marks}${escape(command)}${marks}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
