import type { ProviderIds } from '../../domain/external-id.ts';
import type { SeasonYear } from '../../domain/season.ts';

/**
 * A team as people and publishers name it. Within one league no name of a team may be a name of another,
 * except in `sharedNames`.
 */
export type TeamReference = {
  /** The full name, unique within the league. */
  name: string;
  /** The short code that is shown, unique within the league. */
  abbreviation: string;
  city: string;
  /** The name without the city; null where a club has none of its own. */
  nickname: string | null;
  /** Other spellings, short forms, codes, former names and former codes. */
  aliases: readonly string[];
  /** Names in use for this team that mean others of the same league as well; they are never resolved. */
  sharedNames?: readonly string[];
  /**
   * The last season in which it was in the league; undefined for a team that counts as one of the league today. A name of
   * a team that has left means it in seasons up to that one, and in those of which games are known.
   */
  lastSeason?: SeasonYear;
  /** State or province; absent where nobody has said it of the league. */
  state?: string;
  /** The year in which its first season in the league began, whatever it was called then. */
  foundedYear?: number;
  /** The team's ids at providers, where they are known for certain. */
  ids: ProviderIds;
};

/** American leagues are also named by city and nickname alone, where these are not shared. */
export type FranchiseReference = TeamReference & { nickname: string };
