import type { SeasonYear } from '../../domain/season.ts';
import type { CallContext, Parsed } from '../client/provider-call.ts';
import { type SchedulePort, STALE_FOR_MS } from '../ports.ts';
import { CDN, STATS } from './endpoints.ts';
import { type NbaStatsHosts, askHost, eitherHost } from './hosts.ts';
import { type SeasonFile, readSeasonFile, seasonWords } from './read-schedule.ts';

const KEEP = { staleForMs: STALE_FOR_MS.schedule };

type DatedFile = SeasonFile & { staleMs?: number };

/** The schedule of the league: the season of now from a file, any other and that where the file fails from a question. */
export type ScheduleSource = SchedulePort & { currentFile: (context: CallContext) => Promise<DatedFile> };

export function createScheduleSource(hosts: NbaStatsHosts): ScheduleSource {
  async function currentFile(context: CallContext): Promise<DatedFile> {
    const asked = { question: CDN.schedule(), context, parse: readSeasonFile, keep: KEEP };
    const { value, stale } = await askHost(hosts, 'cdn', asked);
    return { ...value, ...(stale ? { staleMs: stale.ageMs } : {}) };
  }

  async function otherFile(season: SeasonYear, context: CallContext): Promise<DatedFile> {
    const { value, stale } = await askHost(hosts, 'stats', {
      question: STATS.schedule(seasonWords(season)),
      context,
      parse: (envelope) => ofSeason(readSeasonFile(envelope), season),
      keep: KEEP,
    });
    return { ...value, ...(stale ? { staleMs: stale.ageMs } : {}) };
  }

  return {
    currentFile,
    async seasonGames(_league, season, context) {
      const other = (): Promise<DatedFile> => otherFile(season, context);
      const current = await eitherHost(() => currentFile(context), other);
      const { games, unreadable, staleMs } = current.season === season ? current : await other();
      return { games, unreadable, ...(staleMs === undefined ? {} : { staleMs }) };
    },
    async gamesById(_league, ids, context) {
      const { games, ids: known } = await currentFile(context);
      return {
        found: games.filter(({ providerGameId }) => ids.includes(providerGameId)),
        missing: ids.filter((id) => !known.has(id)),
      };
    },
  };
}

function ofSeason(file: Parsed<SeasonFile>, season: SeasonYear): Parsed<SeasonFile> {
  if (!file.ok || file.value.season === season) return file;
  const told = file.value.season === undefined ? 'of no season' : `of ${seasonWords(file.value.season)}`;
  return { ok: false, kind: 'mismatch', problem: `the schedule is ${told}, not of ${seasonWords(season)}` };
}
