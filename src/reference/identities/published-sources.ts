/**
 * Publishers of files with box scores, as they stand on rows and ids: nobody who is asked for anything. A player whom they
 * alone know is known by a name and the seasons that their files have.
 */
export const PUBLISHED_SOURCES = ['nba-player-boxscores', 'nflverse'] as const;
export type PublishedSource = (typeof PUBLISHED_SOURCES)[number];
