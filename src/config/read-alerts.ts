import type { AlertsConfig } from './config.ts';
import type { EnvironmentReader } from './readers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Reads when alerts are raised and told. */
export function readAlerts(read: EnvironmentReader): AlertsConfig {
  const emailFrom = read.optionalText('ALERT_EMAIL_FROM');
  const publicUrl = read.optionalUrl('PUBLIC_URL', ['http', 'https'])?.replace(/\/+$/, '');
  const quietHours = readQuietHours(read);
  return {
    emailTo: readAddresses(read),
    ...(emailFrom === undefined ? {} : { emailFrom }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    timeZone: readTimeZone(read),
    digestHour: read.integer('ALERT_DIGEST_HOUR', 9, { min: 0, max: 23 }),
    ...(quietHours === undefined ? {} : { quietHours }),
    reminderMs: HOUR_MS * read.integer('ALERT_REMINDER_HOURS', 4, { min: 0, max: 168 }),
    heartbeatMs: MINUTE_MS * read.integer('ALERT_HEARTBEAT_MINUTES', 5, { min: 1, max: 1_440 }),
    latenessMs: MINUTE_MS * read.integer('ALERT_LATENESS_MINUTES', 30, { min: 1, max: 1_440 }),
    failurePercent: read.integer('ALERT_FAILURE_PERCENT', 5, { min: 0, max: 100 }),
    providerDownMs: MINUTE_MS * read.integer('ALERT_PROVIDER_DOWN_MINUTES', 3, { min: 1, max: 120 }),
    incompleteMs: HOUR_MS * read.integer('ALERT_INCOMPLETE_HOURS', 3, { min: 1, max: 72 }),
  };
}

function readAddresses({ optionalText, problems }: EnvironmentReader): readonly string[] {
  const addresses = (optionalText('ALERT_EMAIL') ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const wrong = addresses.find((address) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address));
  if (wrong !== undefined) problems.push(`ALERT_EMAIL names "${wrong}", which is no mail address.`);
  return addresses;
}

function readTimeZone({ text, problems }: EnvironmentReader): string {
  const timeZone = text('ALERT_TIME_ZONE', 'UTC');
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    problems.push(
      `ALERT_TIME_ZONE is "${timeZone}": give the name of a zone, such as UTC or America/New_York.`,
    );
    return 'UTC';
  }
}

function readQuietHours({ optionalText, problems }: EnvironmentReader): AlertsConfig['quietHours'] {
  const raw = optionalText('ALERT_QUIET_HOURS');
  if (raw === undefined || raw === 'none') return undefined;
  const [, from, to] = /^(\d{1,2})\s*-\s*(\d{1,2})$/.exec(raw) ?? [];
  const hours = { from: Number(from), to: Number(to) % 24 };
  if (hours.from <= 23 && Number(to) <= 24 && hours.from !== hours.to) return hours;
  problems.push(`ALERT_QUIET_HOURS is "${raw}": give two hours of the day, such as 22-7.`);
  return undefined;
}
