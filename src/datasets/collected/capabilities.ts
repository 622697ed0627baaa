/** What providers can tell, as inputs of datasets. */
export const SCHEDULE = { capability: 'schedule' } as const;
export const BOX_SCORE = { capability: 'box score' } as const;
export const ROSTER = { capability: 'roster' } as const;
export const ODDS = { capability: 'odds' } as const;
export const INJURIES = { capability: 'injuries' } as const;
export const LIVE_SCORE = { capability: 'live score' } as const;
export const LINEUP = { capability: 'line-up' } as const;
export const OFFICIALS = { capability: 'officials' } as const;
