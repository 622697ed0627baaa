/**
 * The moment of a line of which no time of capture is known: at the opening, some time before the close, at the close.
 */
export const LINE_MOMENTS = ['opening', 'early', 'closing'] as const;
export type LineMoment = (typeof LINE_MOMENTS)[number];

/**
 * Whose line it is: a bookmaker's, an exchange's back price, the best or the mean price over several books, a consensus
 * of books as its publisher makes it, or one that the publisher does not name.
 */
export const LINE_MAKERS = ['book', 'exchange', 'maximum', 'average', 'consensus', 'unnamed'] as const;
export type LineMaker = (typeof LINE_MAKERS)[number];

/** Why a published line is doubted: it is kept, and counts in no close. */
export const LINE_DOUBTS = [
  'hold_out_of_range',
  'overround_outlier',
  'price_outlier',
  'favourites_differ',
  'outcome_differs',
] as const;
export type LineDoubt = (typeof LINE_DOUBTS)[number];
