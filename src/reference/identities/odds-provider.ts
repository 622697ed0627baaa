/** Whose files of odds are read: change logs, snapshots and bodies carry this provider's ids of events. */
export const ODDS_PROVIDER = 'the-odds-api';
