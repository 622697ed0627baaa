/**
 * Defaults as the administrator of a shared server may have chosen them for a database: each of them changes what
 * statements mean, how their answers read, or whether they work at all.
 */
export const ODD_SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['DateStyle', 'German, DMY'],
  ['IntervalStyle', 'sql_standard'],
  ['TimeZone', 'Asia/Kolkata'],
  ['bytea_output', 'escape'],
  ['extra_float_digits', '-15'],
  ['standard_conforming_strings', 'off'],
  ['array_nulls', 'off'],
  ['transform_null_equals', 'on'],
  ['quote_all_identifiers', 'on'],
  ['default_transaction_isolation', 'serializable'],
  ['default_transaction_read_only', 'on'],
  ['default_transaction_deferrable', 'on'],
  ['search_path', 'pg_catalog'],
  ['client_encoding', 'LATIN1'],
  ['lc_messages', 'C.UTF-8'],
  ['lock_timeout', '1ms'],
  ['statement_timeout', '5ms'],
  ['idle_session_timeout', '300ms'],
];

/** Statements that give the present database these defaults. */
export function oddDefaults(names: readonly string[] = ODD_SETTINGS.map(([name]) => name)): string {
  const alterations = ODD_SETTINGS.filter(([name]) => names.includes(name)).map(
    ([name, value]) =>
      `execute format('alter database %I set ${name} = %L', current_database(), '${value}');`,
  );
  return `do $$ begin ${alterations.join(' ')} end $$`;
}
