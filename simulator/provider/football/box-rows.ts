import { sum } from '../sampling.ts';
import { type Figures, type MatchBox, type PlayerBox, type SideBox, shotsOf } from './box-score.ts';
import { clubRow } from './fixture-rows.ts';
import { shortName } from './squads.ts';

const COLOURS = {
  player: { primary: 'e10000', number: 'ffffff', border: 'e10000' },
  goalkeeper: { primary: '00d5ff', number: 'ffffff', border: '00d5ff' },
};

/** The rows of `/fixtures/lineups`: one for each side. */
export function lineUpRows({ home, away }: MatchBox): readonly object[] {
  return [home, away].map(({ clubId, sheet }) => {
    const entry = ({ player, grid }: SideBox['sheet']['places'][number]) => ({
      player: { id: player.id, name: shortName(player), number: player.shirt, pos: player.position, grid },
    });
    return {
      team: { ...clubRow(clubId), colors: COLOURS },
      coach: { id: clubId, name: `Coach of ${clubRow(clubId).name}`, photo: null },
      formation: sheet.formation,
      startXI: sheet.places.filter(({ isStarter }) => isStarter).map(entry),
      substitutes: sheet.places.filter(({ isStarter }) => !isStarter).map(entry),
    };
  });
}

/** The rows of `/fixtures/statistics`. Counts of nothing are null, as recorded; shares are texts. */
export function statisticsRows({ home, away }: MatchBox): readonly object[] {
  return [home, away].map((side) => {
    const total = (pick: (figures: Figures) => number): number =>
      sum(side.players.map(({ figures }) => pick(figures)));
    const cards = (kind: string): number => side.sheet.cards.filter((card) => card.kind === kind).length;
    const shots = total(shotsOf);
    const passes = total((figures) => figures.passes);
    const accurate = total((figures) => figures.accuratePasses);
    const values: readonly [string, number | string | null][] = [
      ['Shots on Goal', total((figures) => figures.shotsOnTarget)],
      ['Shots off Goal', total((figures) => figures.shotsOffTarget)],
      ['Total Shots', shots],
      ['Blocked Shots', total((figures) => figures.shotsBlocked)],
      ['Shots insidebox', side.shotsInsideBox],
      ['Shots outsidebox', shots - side.shotsInsideBox],
      ['Fouls', total((figures) => figures.foulsCommitted)],
      ['Corner Kicks', side.corners],
      ['Offsides', total((figures) => figures.offsides) || null],
      ['Ball Possession', `${side.possession}%`],
      ['Yellow Cards', cards('yellow') || null],
      ['Red Cards', cards('red') || null],
      ['Goalkeeper Saves', total((figures) => figures.saves)],
      ['Total passes', passes],
      ['Passes accurate', accurate],
      ['Passes %', `${Math.round((100 * accurate) / passes)}%`],
      ['expected_goals', side.expectedGoals.toFixed(2)],
    ];
    return { team: clubRow(side.clubId), statistics: values.map(([type, value]) => ({ type, value })) };
  });
}

/** The rows of `/fixtures/players`: both sides with everybody on the team sheet. */
export function playerRows({ home, away }: MatchBox, updatedMs: number): readonly object[] {
  return [home, away].map((side) => ({
    team: { ...clubRow(side.clubId), update: new Date(updatedMs).toISOString().replace('.000Z', '+00:00') },
    players: side.players.map((place) => ({
      player: {
        id: place.player.id,
        name: `${place.player.firstName} ${place.player.lastName}`,
        photo: `https://logos.simulated.invalid/football/players/${place.player.id}.png`,
      },
      statistics: [playerStatistics(place, side)],
    })),
  }));
}

function playerStatistics(
  { player, minutes, isStarter, isCaptain, figures }: PlayerBox,
  side: SideBox,
): object {
  const isUsed = minutes !== null;
  const isKeeper = player.position === 'G';
  const cards = (kind: string): number =>
    side.sheet.cards.filter((card) => card.player === player && card.kind === kind).length;
  return {
    games: {
      minutes,
      number: player.shirt,
      position: player.position,
      // A text, without the decimal where it is nought.
      rating: isUsed ? String(Number(figures.rating.toFixed(1))) : null,
      captain: isCaptain,
      substitute: !isStarter,
    },
    offsides: orNull(figures.offsides),
    shots: { total: orNull(shotsOf(figures)), on: orNull(figures.shotsOnTarget) },
    goals: {
      total: orNull(figures.goals),
      conceded: figures.goalsConceded,
      assists: orNull(figures.assists),
      saves: isKeeper && isUsed ? figures.saves : null,
    },
    passes: {
      total: orNull(figures.passes),
      key: orNull(figures.keyPasses),
      // How many arrived, as a text.
      accuracy: isUsed ? String(figures.accuratePasses) : null,
    },
    tackles: {
      total: orNull(figures.tackles),
      blocks: orNull(figures.blocks),
      interceptions: orNull(figures.interceptions),
    },
    duels: { total: orNull(figures.duels), won: orNull(figures.duelsWon) },
    dribbles: { attempts: orNull(figures.dribbles), success: orNull(figures.dribblesWon), past: null },
    fouls: { drawn: orNull(figures.foulsDrawn), committed: orNull(figures.foulsCommitted) },
    cards: { yellow: cards('yellow'), red: cards('red') },
    // The provider's own spelling.
    penalty: {
      won: null,
      commited: null,
      scored: figures.penaltyGoals,
      missed: 0,
      saved: isKeeper ? 0 : null,
    },
  };
}

/** The provider writes null for none. */
function orNull(count: number): number | null {
  return count === 0 ? null : count;
}
