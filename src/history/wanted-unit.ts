import type { HistoryPart } from '../domain/history.ts';
import type { Sport } from '../domain/sport.ts';
import type { FileSlice, SlicedFile } from '../loads/file-slice.ts';

/** A part of a league in a month at a source, which is to be read. */
export type WantedUnit = {
  leagueId: number;
  league: string;
  sport: Sport;
  part: HistoryPart;
  source: string;
  /** Of prices asked of a provider, the moment before the starts; else nothing. */
  moment: string;
  /** The month. */
  unit: string;
  fromDay: string;
  toDay: string;
  /** Of a unit that is read from a file. */
  content?: UnitContent;
};

/** A file of published data as a source of the past: its name, and what its layout tells. */
export type PastFile = SlicedFile & {
  name: string;
  parts: readonly HistoryPart[];
  /** Somebody says that it is newer than every copy of it that was loaded. */
  isNewerCopy: boolean;
};

/** What a unit that is read from a file is read from. */
export type UnitContent = Pick<FileSlice, 'content' | 'hash' | 'rows' | 'games'> & {
  fileName: string;
  isNewerCopy: boolean;
};
