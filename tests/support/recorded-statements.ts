import type pg from 'pg';

/** Records the statements of every connection that the pool makes from now on, and of those that it has. */
export function recordStatements(pool: pg.Pool): string[] {
  const texts: string[] = [];
  const record = (client: pg.PoolClient): void => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    client.query = ((...given: unknown[]) => {
      const [first] = given;
      texts.push(typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? ''));
      return query(...given);
    }) as typeof client.query;
  };
  for (const client of (pool as unknown as { _clients: pg.PoolClient[] })._clients) record(client);
  pool.on('connect', record);
  return texts;
}
