import { z } from 'zod';
import type { NbaAdvancedBox, NbaAdvancedFigures } from '../../domain/nba-advanced.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { PlainText, ProviderId } from '../reading/fields.ts';
import { sectionsOf } from './box-sections.ts';
import { problemOfBox } from './expected-box.ts';
import { Figure, PlayingTime } from './fields.ts';

/** What begins with `estimated` is not read: of teams it is five times too large, and the pace five times too small. */
const Figures = z
  .object({
    minutes: PlayingTime,
    offensiveRating: Figure,
    defensiveRating: Figure,
    netRating: Figure,
    assistPercentage: Figure,
    assistToTurnover: Figure,
    assistRatio: Figure,
    offensiveReboundPercentage: Figure,
    defensiveReboundPercentage: Figure,
    reboundPercentage: Figure,
    turnoverRatio: Figure,
    effectiveFieldGoalPercentage: Figure,
    trueShootingPercentage: Figure,
    usagePercentage: Figure,
    pace: Figure,
    possessions: Figure,
    PIE: Figure,
  })
  .transform(
    (row): NbaAdvancedFigures => ({
      secondsPlayed: row.minutes,
      offensiveRating: row.offensiveRating,
      defensiveRating: row.defensiveRating,
      netRating: row.netRating,
      assistShare: row.assistPercentage,
      assistsPerTurnover: row.assistToTurnover,
      assistRatio: row.assistRatio,
      offensiveReboundShare: row.offensiveReboundPercentage,
      defensiveReboundShare: row.defensiveReboundPercentage,
      reboundShare: row.reboundPercentage,
      turnoverRatio: row.turnoverRatio,
      effectiveFieldGoalShare: row.effectiveFieldGoalPercentage,
      trueShootingShare: row.trueShootingPercentage,
      usageShare: row.usagePercentage,
      pace: row.pace,
      possessionsCounted: row.possessions,
      playerImpactEstimate: row.PIE,
    }),
  );

const Person = z.object({
  personId: ProviderId,
  firstName: PlainText,
  familyName: PlainText,
  statistics: Figures,
});
const Side = z.object({ statistics: Figures.nullable(), people: z.array(Person) });

/** The advanced box score of a game; undefined while the host has none. */
export function readAdvancedBox(
  { response }: Envelope,
  providerGameId: string,
): Parsed<NbaAdvancedBox | undefined> {
  const box = sectionsOf(response, 'boxScoreAdvanced');
  if (!box.ok || !box.value) return box.ok ? { ok: true, value: undefined } : box;
  const problem = problemOfBox(box.value, { providerGameId });
  if (problem) return { ok: false, kind: 'mismatch', problem };
  const read = parsedBy(z.array(Side), box.value.sides);
  if (!read.ok) return read;
  const { sides } = box.value;
  return {
    ok: true,
    value: {
      providerGameId,
      teams: read.value.map(({ statistics, people }, index) => ({
        providerTeamId: sides[index]?.providerTeamId ?? '',
        figures: statistics,
        players: people.map(({ personId, firstName, familyName, statistics: figures }) => ({
          player: {
            providerPlayerId: personId,
            firstName: firstName ?? '',
            lastName: familyName ?? '',
          },
          figures,
        })),
      })),
    },
  };
}
