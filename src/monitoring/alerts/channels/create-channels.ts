import type { Config, Secrets } from '../../../config/config.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { AlertChannel } from './channel.ts';
import { createEmailChannel } from './email.ts';
import { createSlackChannel } from './slack.ts';
import { createWebhookChannel } from './webhook.ts';

/** The channels that the configuration names; none of them connects before it has something to tell. */
export function createAlertChannels(options: {
  config: Pick<Config, 'alerts'> & { commandLine?: string };
  secrets: Secrets;
  clock: Clock;
}): readonly AlertChannel[] {
  const { config, secrets, clock } = options;
  const { publicUrl, emailTo, emailFrom } = config.alerts;
  const place = { publicUrl, commandLine: config.commandLine };
  const { slackWebhookUrl, alertWebhookUrl, alertWebhookSecret, smtpUrl } = secrets;
  return [
    ...(slackWebhookUrl === undefined ? [] : [createSlackChannel({ url: slackWebhookUrl, place })]),
    ...(alertWebhookUrl === undefined
      ? []
      : [createWebhookChannel({ url: alertWebhookUrl, secret: alertWebhookSecret, place, clock })]),
    ...(smtpUrl === undefined || emailTo.length === 0
      ? []
      : [createEmailChannel({ smtpUrl, to: emailTo, from: emailFrom, place })]),
  ];
}
