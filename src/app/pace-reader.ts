import { BOX_SCORE_SPORTS, type Sport } from '../domain/sport.ts';
import { plannedCalls } from '../monitoring/quota/forecast-costs.ts';
import { remembered } from '../platform/remembered.ts';
import type { QuotaLedger } from '../providers/client/quota-ledger.ts';
import type { Pace } from '../seeding/line.ts';
import type { App } from './app.ts';

/** The minute's limit changes rarely, and many games are put aside at once. */
const FRESH_MS = 5_000;

/** Tells how fast the games of a sport can be read: calls a minute as the ledger has them, and calls for each game. */
export function createPaceReader(
  { config, registry, clock }: Pick<App, 'config' | 'registry' | 'clock'>,
  { ledger }: { ledger: Pick<QuotaLedger, 'snapshot'> },
): (sport: Sport) => Promise<Pace> {
  async function callsPerMinute(sport: Sport): Promise<number> {
    const lead = registry.leadOf(sport);
    if (!lead) throw new RangeError(`no provider has box scores of ${sport}`);
    return (await ledger.snapshot(lead.host)).minute.limit;
  }
  const readers = new Map<Sport, () => Promise<Pace>>(
    BOX_SCORE_SPORTS.map((sport) => {
      const read = async (): Promise<Pace> => ({
        callsPerMinute: await callsPerMinute(sport),
        callsPerGame: plannedCalls(sport, config.seeding.strategy[sport]),
      });
      return [sport, remembered(read, { clock, freshMs: FRESH_MS })] as const;
    }),
  );
  return async (sport) => {
    const read = readers.get(sport);
    if (!read) throw new RangeError(`there is no sport ${sport}`);
    return read();
  };
}
