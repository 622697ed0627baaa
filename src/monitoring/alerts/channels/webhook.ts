import { createHmac } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import type { AlertMessage } from '../plan-messages.ts';
import { type MessagePlace, describeMessage, plainText } from '../words.ts';
import type { AlertChannel } from './channel.ts';
import { postJson } from './post-json.ts';

/**
 * Alerts as JSON to any address. With a secret each request carries `x-scoracle-timestamp` (Unix seconds) and
 * `x-scoracle-signature`, and a receiver refuses what is not signed or too old.
 */
export function createWebhookChannel(options: {
  url: string;
  secret: string | undefined;
  place: MessagePlace;
  clock: Clock;
}): AlertChannel {
  const { url, secret, place, clock } = options;
  return {
    name: 'webhook',
    send(message, signal) {
      const nowMs = clock.nowMs();
      const body = JSON.stringify(webhookDocument(message, place, new Date(nowMs)));
      const timestamp = String(Math.floor(nowMs / 1000));
      const signature: Record<string, string> =
        secret === undefined ? {} : { 'x-scoracle-signature': signatureOf(secret, timestamp, body) };
      return postJson({
        url,
        body,
        headers: { 'x-scoracle-delivery': message.id, 'x-scoracle-timestamp': timestamp, ...signature },
        secrets: secret === undefined ? [url] : [url, secret],
        signal,
      });
    },
  };
}

/** `sha256=` and the HMAC-SHA256, in hex, of timestamp, a dot and the body as sent. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** What a webhook receives; `id` stays the same when a message is sent again. */
function webhookDocument(message: AlertMessage, place: MessagePlace, now: Date) {
  const { publicUrl } = place;
  const text = describeMessage(message, place);
  return {
    id: message.id,
    event: `alerts.${message.event}`,
    sent_at: now.toISOString(),
    subject: text.subject,
    text: plainText(text),
    alerts: message.alerts.map((alert) => ({
      ...alert,
      url: publicUrl && alert.path ? `${publicUrl}${alert.path}` : null,
    })),
  };
}
