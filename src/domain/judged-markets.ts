/** Markets whose prices are held against results: those of the whole game, of which a result follows from the score. */
export const JUDGED_MARKETS = ['h2h', 'h2h_3_way', 'spreads', 'totals'] as const;

/** When a market is asked what it thinks of a game. */
export const JUDGED_MOMENTS = ['open', 'close'] as const;
