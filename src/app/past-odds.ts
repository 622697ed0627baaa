import type { Database } from '../db/database.ts';
import type { PastOddsWriter } from '../history/history-deps.ts';
import { collectedLeagues } from '../odds/collect/league-slates.ts';
import { writeSnapshot } from '../odds/collect/take-snapshot.ts';

/** Writes prices of the past as the collection of odds writes those of now. */
export function pastOddsWriter(db: Database): PastOddsWriter {
  return async ({ leagueId, sport, provider, markets, runId }, snapshot, finish) => {
    if (snapshot === undefined) {
      await db.transaction((tx) => finish(tx, { read: 0, changed: 0, same: 0, refused: 0 }));
      return;
    }
    const leagues = await collectedLeagues(db, { sports: [sport], names: undefined });
    const league = leagues.find((one) => one.leagueId === leagueId);
    if (!league) throw new Error(`league ${leagueId} is gone`);
    const refused = snapshot.refused.length;
    await writeSnapshot(db, league, { snapshot, markets }, { provider, runId }, (tx, { changes, same }) =>
      finish(tx, { read: changes + same + refused, changed: changes, same, refused }),
    );
  };
}
