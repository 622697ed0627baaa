import { trustedProxies } from '../proxies.ts';
import { onOff, text, wholeNumber } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

/** The HTTP server of the control process, and who may ask it. */
export const httpVariables = {
  HOST: variable(text().prefault('127.0.0.1'), 'Address that the control process binds to.'),
  PORT: variable(
    wholeNumber({ min: 0, max: 65_535 }).prefault('3000'),
    'Port of the control process; 0 takes a free one.',
  ),
  ADMIN_TOKEN: secret(
    text(),
    'Token for the admin API and the dashboard login. Needed to bind anything but loopback; there, and behind TRUSTED_PROXIES, each token needs 16 characters, 8 of them different. With 20 characters or more it is let in even where others sent wrong ones.',
  ),
  READER_TOKEN: secret(
    text(),
    'Token of readers: they see everything and can change nothing. Needs ADMIN_TOKEN.',
  ),
  METRICS_TOKEN: secret(
    text(),
    'Token of whoever scrapes: it reads /metrics and /health/detailed and nothing else. Needs ADMIN_TOKEN.',
  ),
  METRICS_PUBLIC: variable(
    onOff().prefault('off'),
    'Whether /metrics and /health/detailed ask for no token although ADMIN_TOKEN is set. For a network that only the scraper is in.',
  ),
  HTTP_REQUESTS_PER_MINUTE: variable(
    wholeNumber({ min: 0, max: 1_000_000 }).prefault('6000'),
    'Requests a minute that one token, session or address may send to one control process; 0 for no limit.',
  ),
  HTTP_CHANGES_PER_MINUTE: variable(
    wholeNumber({ min: 0, max: 1_000_000 }).prefault('3000'),
    'Of these, requests that change something (POST and the like); 0 for no limit.',
  ),
  LIVE_VIEWERS_MAX: variable(
    wholeNumber({ min: 0, max: 100_000 }).prefault('3000'),
    'Dashboards that one control process keeps up to date at once; further ones are told so and reload by hand.',
  ),
  TRUSTED_PROXIES: variable(
    trustedProxies().optional(),
    'Reverse proxies whose X-Forwarded-For is believed: comma-separated addresses and ranges (10.0.0.7, 10.1.0.0/16, loopback, linklocal, uniquelocal), or how many proxies stand in front. They decide which address wrong tokens and rate limits count for.',
    { defaultText: 'none' },
  ),
};

export type HttpConfig = {
  host: string;
  port: number;
  /** Of one token, session or address; 0 for no limit. */
  requestsPerMinute: number;
  changesPerMinute: number;
  /** Pages of one process that are kept up to date at once. */
  maxLiveViewers: number;
  /** Whose X-Forwarded-For is believed: addresses and ranges, or the number of proxies in front. */
  trustedProxies: number | readonly string[];
  /** Whether `/metrics` and `/health/detailed` ask for no token although there is one. */
  areMetricsPublic: boolean;
};

export type HttpSecrets = {
  adminToken?: string;
  /** May look at everything and change nothing. */
  readerToken?: string;
  /** May read `/metrics` and `/health/detailed`, and nothing else. */
  metricsToken?: string;
};

export function httpConfig(values: ValuesOf<typeof httpVariables>): HttpConfig {
  return {
    host: values.HOST,
    port: values.PORT,
    requestsPerMinute: values.HTTP_REQUESTS_PER_MINUTE,
    changesPerMinute: values.HTTP_CHANGES_PER_MINUTE,
    maxLiveViewers: values.LIVE_VIEWERS_MAX,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    areMetricsPublic: values.METRICS_PUBLIC,
  };
}

export function httpSecrets(values: ValuesOf<typeof httpVariables>): HttpSecrets {
  return withoutUndefined({
    adminToken: values.ADMIN_TOKEN,
    readerToken: values.READER_TOKEN,
    metricsToken: values.METRICS_TOKEN,
  });
}
