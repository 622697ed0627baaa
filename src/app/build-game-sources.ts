import type { GameSource } from '../availability/game-source.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { ServedCapability, SportPorts } from '../providers/ports.ts';
import type { FinderSource } from '../sports/sourced-finder.ts';
import type { App } from './app.ts';
import { type OpenPorts, knownAt } from './build-adapters.ts';

/** Providers of something about single games, each with how it finds them. */
export type GameSources<Port> = ReadonlyMap<Sport, readonly (GameSource & Port)[]>;

/** Who is asked about single games, in the order of the configuration; its games are found by its live scores. */
export function buildGameSources<Port extends object>(
  { registry, database: { db } }: App,
  ports: OpenPorts,
  finders: ReadonlyMap<Sport, readonly FinderSource[]>,
  { capability, portOf }: { capability: ServedCapability; portOf: (ports: SportPorts) => Port | undefined },
): GameSources<Port> {
  const of = (sport: Sport): readonly (GameSource & Port)[] =>
    registry.sourcesOf(capability, sport).flatMap(({ definition: { name } }) => {
      const given: SportPorts | undefined = ports.get(name)?.[sport];
      const port = given && portOf(given);
      const finder = finders.get(sport)?.find((one) => one.name === name);
      const source = { name, asKnownThere: knownAt(db, name), findGame: finder?.findGame };
      return port ? [{ ...port, ...source }] : [];
    });
  return new Map(SPORTS.map((sport) => [sport, of(sport)]));
}
