/**
 * What statements of one transaction answer that are sent one behind the other. Where one fails, the others are waited for
 * before it is told, so that none of them comes after the transaction has ended.
 */
export async function together<const Started extends readonly Promise<unknown>[]>(
  ...started: Started
): Promise<{ -readonly [Index in keyof Started]: Awaited<Started[Index]> }> {
  await Promise.allSettled(started);
  return Promise.all(started);
}
