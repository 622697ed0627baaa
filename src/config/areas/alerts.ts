import { hoursOfDay, mailAddresses, timeZone } from '../value-lists.ts';
import { duration, text, url, wholeNumber } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

const WEB_PROTOCOLS = ['http', 'https'] as const;

/** When alerts are raised, and who is told. */
export const alertVariables = {
  PUBLIC_URL: variable(
    url(WEB_PROTOCOLS).optional(),
    'Where people reach the dashboard, such as https://scoracle.example.org: alerts link to it.',
  ),
  ALERT_WEBHOOK_URL: secret(url(WEB_PROTOCOLS), 'Webhook that alerts are posted to, as JSON.'),
  ALERT_WEBHOOK_SECRET: secret(
    text(),
    'Signs what is posted to ALERT_WEBHOOK_URL (HMAC-SHA256); not signed without it.',
  ),
  SLACK_WEBHOOK_URL: secret(url(WEB_PROTOCOLS), 'Slack webhook that alerts are posted to.'),
  ALERT_EMAIL: variable(
    mailAddresses().optional(),
    'Address that alerts are mailed to, or several with commas between. Needs SMTP_URL.',
  ),
  ALERT_EMAIL_FROM: variable(text().optional(), 'Address that alerts are mailed from.', {
    defaultText: 'the first of ALERT_EMAIL',
  }),
  SMTP_URL: secret(url(['smtp', 'smtps']), 'Mail server for alerts, smtp:// or smtps://.'),
  ALERT_TIME_ZONE: variable(
    timeZone().prefault('UTC'),
    'Time zone of ALERT_DIGEST_HOUR and ALERT_QUIET_HOURS.',
  ),
  ALERT_DIGEST_HOUR: variable(
    wholeNumber({ min: 0, max: 23 }).prefault('9'),
    'Hour of the day at which the warnings of a day are told together.',
  ),
  ALERT_QUIET_HOURS: variable(
    hoursOfDay().optional(),
    'Hours in which no warning is told, such as 22-7; what is critical is told at any hour.',
    { defaultText: 'none' },
  ),
  ALERT_REMINDER_HOURS: variable(
    duration('hours', { min: 0, max: 168 }).prefault('4'),
    'Something critical that stays open is told again after so many hours; 0 never.',
  ),
  ALERT_HEARTBEAT_MINUTES: variable(
    duration('minutes', { min: 1, max: 1_440 }).prefault('5'),
    'Minutes without a living worker, while tasks are open, that are critical.',
  ),
  ALERT_LATENESS_MINUTES: variable(
    duration('minutes', { min: 1, max: 1_440 }).prefault('30'),
    'A game that starts later than this after its time is worth a warning.',
  ),
  ALERT_FAILURE_PERCENT: variable(
    wholeNumber({ min: 0, max: 100 }).prefault('5'),
    'Failed games among those that ended in a day that are worth a warning.',
  ),
  ALERT_PROVIDER_DOWN_MINUTES: variable(
    duration('minutes', { min: 1, max: 120 }).prefault('3'),
    'Minutes for which a provider must fail to count as down; that is critical.',
  ),
  ALERT_INCOMPLETE_HOURS: variable(
    duration('hours', { min: 1, max: 72 }).prefault('3'),
    'A game that is not complete so many hours after its window is critical, whatever it waits for.',
  ),
};

export type AlertsConfig = {
  /** Addresses that alerts are mailed to; empty for none. */
  emailTo: readonly string[];
  emailFrom?: string;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl?: string;
  /** IANA zone of the hours below. */
  timeZone: string;
  /** 0 to 23. */
  digestHour: number;
  /** From one hour of the day to another (22 to 7); absent for none. */
  quietHours?: { from: number; to: number };
  /** 0 never. */
  reminderMs: number;
  heartbeatMs: number;
  latenessMs: number;
  failurePercent: number;
  /** How long a provider must fail to count as down. */
  providerDownMs: number;
  /** How long after its window a game may be incomplete. */
  incompleteMs: number;
};

export type AlertSecrets = {
  alertWebhookUrl?: string;
  alertWebhookSecret?: string;
  slackWebhookUrl?: string;
  smtpUrl?: string;
};

export function alertConfig(values: ValuesOf<typeof alertVariables>): AlertsConfig {
  return {
    emailTo: values.ALERT_EMAIL ?? [],
    ...withoutUndefined({
      emailFrom: values.ALERT_EMAIL_FROM,
      publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
      quietHours: values.ALERT_QUIET_HOURS,
    }),
    timeZone: values.ALERT_TIME_ZONE,
    digestHour: values.ALERT_DIGEST_HOUR,
    reminderMs: values.ALERT_REMINDER_HOURS,
    heartbeatMs: values.ALERT_HEARTBEAT_MINUTES,
    latenessMs: values.ALERT_LATENESS_MINUTES,
    failurePercent: values.ALERT_FAILURE_PERCENT,
    providerDownMs: values.ALERT_PROVIDER_DOWN_MINUTES,
    incompleteMs: values.ALERT_INCOMPLETE_HOURS,
  };
}

export function alertSecrets(values: ValuesOf<typeof alertVariables>): AlertSecrets {
  return withoutUndefined({
    alertWebhookUrl: values.ALERT_WEBHOOK_URL,
    alertWebhookSecret: values.ALERT_WEBHOOK_SECRET,
    slackWebhookUrl: values.SLACK_WEBHOOK_URL,
    smtpUrl: values.SMTP_URL,
  });
}
