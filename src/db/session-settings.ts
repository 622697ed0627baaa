import type pg from 'pg';
import { type WorkLimits, limitSettings } from './work-limits.ts';

type SessionSetting = {
  /** As every connection gets it. */
  value: string;
  /** Whether what a connection really has is as good. */
  isGood: (found: string) => boolean;
};

const exactly = (value: string): SessionSetting => ({ value, isGood: (found) => found === value });

/**
 * What our statements, and the reading of their answers, rely on. A server, a database or a role may have other
 * defaults (`ALTER ROLE … SET`), so that each connection brings these along. The encoding is set by the driver;
 * `lc_messages` only a superuser may set, and errors are told apart by their codes.
 */
export const SESSION_SETTINGS: Readonly<Record<string, SessionSetting>> = {
  DateStyle: { value: 'ISO, MDY', isGood: (found) => found.startsWith('ISO') },
  IntervalStyle: exactly('postgres'),
  TimeZone: { value: 'UTC', isGood: (found) => /^(Etc\/)?(UTC|UCT|GMT|Zulu)$/i.test(found) },
  bytea_output: exactly('hex'),
  extra_float_digits: { value: '1', isGood: (found) => Number(found) >= 1 },
  standard_conforming_strings: exactly('on'),
  array_nulls: exactly('on'),
  transform_null_equals: exactly('off'),
  quote_all_identifiers: exactly('off'),
  default_transaction_isolation: exactly('read committed'),
  default_transaction_read_only: exactly('off'),
  default_transaction_deferrable: exactly('off'),
  // A pool and a worker's LISTEN live from connections that say nothing for a while.
  idle_session_timeout: exactly('0'),
  // Statements are short: starting helpers takes longer than what they save, above all on a busy machine.
  max_parallel_workers_per_gather: { value: '0', isGood: () => true },
};

/** Where our tables lie. */
const SEARCH_PATH = 'public';

/** How often the server looks whether whoever asked is still there; before, it notices only with the answer. */
const CLIENT_CHECK = '5s';

/** A connection has settings on which nothing of ours can work. */
export class SessionSettingsError extends Error {
  override readonly name = 'SessionSettingsError';
  readonly code = 'session_settings';
  readonly remedy: string;

  constructor(wrong: readonly WrongSetting[]) {
    super(`the database's sessions have settings that cannot be worked with: ${wrong.map(told).join(', ')}`);
    this.remedy = settingsRemedy(wrong);
  }
}

/** A setting that a connection has otherwise than it needs it. */
export type WrongSetting = { name: string; found: string; needed: string };

/** How to give the sessions of this user what they need. */
export function settingsRemedy(wrong: readonly WrongSetting[]): string {
  const commands = wrong.map(({ name, needed }) => `ALTER ROLE current_user SET ${name} = '${needed}';`);
  return (
    `Something between us and PostgreSQL drops what we set. Let a superuser or the role itself run: ${commands.join(' ')} ` +
    'Then start the processes anew; where a pooler is in between, reconnect it, too.'
  );
}

/** `DateStyle is German, DMY` */
export function told({ name, found }: WrongSetting): string {
  return `${name} is ${found === '' ? 'empty' : found}`;
}

/**
 * How to connect to `url` with our settings, whatever the server's defaults. Options in the address are kept where
 * ours do not speak of the same; a search path in it replaces ours unless `searchPath` names one.
 */
export function connectionTo(
  url: string,
  { limits, searchPath }: { limits: WorkLimits; searchPath?: string },
): { connectionString: string; options: string } {
  const { bare, options } = splitOptions(url);
  const path = searchPath ?? (/search_path/i.test(options) ? undefined : SEARCH_PATH);
  const settings = [
    ...Object.entries(SESSION_SETTINGS).map(([name, { value }]): [string, string] => [name, value]),
    ...limitSettings(limits),
    ...(path === undefined ? [] : [['search_path', path] as [string, string]]),
  ];
  return { connectionString: bare, options: [options, toOptions(settings)].join(' ').trim() };
}

/** The settings as the tools of PostgreSQL take them (`PGOPTIONS`), and the address without options of its own. */
export function toolConnection(url: string): { url: string; options: string } {
  const { bare, options } = splitOptions(url);
  const settings = Object.entries(SESSION_SETTINGS).map(([name, { value }]): [string, string] => [
    name,
    value,
  ]);
  return { url: bare, options: [options, toOptions(settings)].join(' ').trim() };
}

/** The same as statements for within a transaction: behind a pooler nothing else reaches only our own work. */
export function localSettings(limits: WorkLimits): string {
  const settings: readonly [string, string][] = [
    ...Object.entries(SESSION_SETTINGS)
      .filter(([name]) => !name.startsWith('default_') && name !== 'idle_session_timeout')
      .map(([name, { value }]): [string, string] => [name, value]),
    ['search_path', SEARCH_PATH],
    ...limitSettings(limits),
  ];
  return settings.map(([name, value]) => `set local ${name} = '${value}'`).join('; ');
}

/**
 * For each new connection of a pool: lets the server notice soon when this process is gone. A platform that cannot do
 * that does without.
 */
export async function noticeLostClient(client: pg.ClientBase): Promise<void> {
  await client
    .query(
      `do $$ begin
         perform set_config('client_connection_check_interval', '${CLIENT_CHECK}', false);
       exception when others then null;
       end $$`,
    )
    // The connection broke: whoever gets it hears of that.
    .catch(() => undefined);
}

/** The settings of a connection of this pool that are not as they need to be. */
export async function findWrongSettings(
  pool: Pick<pg.ClientBase, 'query'>,
): Promise<readonly WrongSetting[]> {
  const names = Object.keys(SESSION_SETTINGS);
  const { rows } = await pool.query<{ name: string; found: string | null; schemas: string[] }>(
    // Of a default it counts what came of it; and of a standby only what it will be once it is promoted.
    `select name, current_setting(case when pg_is_in_recovery() then name else regexp_replace(name, '^default_', '') end,
                                  true) as found, current_schemas(false)::text[] as schemas
     from unnest($1::text[]) as name`,
    [names.filter((name) => name !== 'idle_session_timeout')],
  );
  const wrong = rows.flatMap(({ name, found }): WrongSetting[] => {
    const setting = SESSION_SETTINGS[name];
    if (found === null || !setting || setting.isGood(found)) return [];
    return [{ name, found, needed: setting.value }];
  });
  const schemas = rows[0]?.schemas ?? [];
  if (!schemas.includes(SEARCH_PATH))
    wrong.push({ name: 'search_path', found: schemas.join(', '), needed: SEARCH_PATH });
  return wrong;
}

/** Throws SessionSettingsError where statements or their answers would mean something else than we think. */
export async function assertSessionSettings(pool: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const wrong = await findWrongSettings(pool);
  if (wrong.length > 0) throw new SessionSettingsError(wrong);
}

/** An address without its `options`, and these. The driver would take them instead of ours. */
function splitOptions(url: string): { bare: string; options: string } {
  const found = /([?&])options=([^&#]*)(&?)/.exec(url);
  if (!found) return { bare: url, options: '' };
  const [whole, before = '?', value = '', after] = found;
  const bare = url.replace(whole, after === '&' ? before : '');
  return { bare, options: decodeURIComponent(value.replaceAll('+', ' ')).trim() };
}

/** `-c name=value`, in which a space needs a backslash. */
function toOptions(settings: readonly (readonly [string, string])[]): string {
  return settings
    .map(([name, value]) => `-c ${name}=${value.replaceAll('\\', '\\\\').replaceAll(' ', '\\ ')}`)
    .join(' ');
}
