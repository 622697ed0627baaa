/**
 * What statements of one transaction answer that are sent one behind the other. Where one fails, the others are waited for
 * before it is told, so that none of them comes after the transaction has ended.
 */
export async function together<const Started extends readonly PromiseLike<unknown>[]>(
  ...started: Started
): Promise<{ -readonly [Index in keyof Started]: Awaited<Started[Index]> }> {
  const ended = await Promise.allSettled(started);
  const answers = ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return answers as { -readonly [Index in keyof Started]: Awaited<Started[Index]> };
}
