/** 95 % of a normal distribution lie within so many standard deviations. */
export const Z_95 = 1.96;

/** Wilson's interval of a share at 95 %: where the true share lies; `hits` may be half ones. 0 to 1 without any trials. */
export function wilsonInterval(hits: number, trials: number): { low: number; high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const share = hits / trials;
  const z2 = Z_95 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half =
    (Z_95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** What a mean difference says: `better` and `worse` only where its interval at 95 % leaves 0 out. */
export type Evidence = 'better' | 'worse' | 'none';

/** Fewer games than this are evidence of nothing, whatever they say. */
export const LEAST_GAMES = 30;

/** `mean` above 0 is better; `error` is its standard error. */
export function evidenceOf(mean: number | null, error: number | null, games: number): Evidence {
  if (mean === null || error === null || games < LEAST_GAMES) return 'none';
  if (Math.abs(mean) <= Z_95 * error) return 'none';
  return mean > 0 ? 'better' : 'worse';
}
