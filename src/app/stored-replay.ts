import type { Sport } from '../domain/sport.ts';
import type { Replay } from '../seeding/replay.ts';
import type { App } from './app.ts';
import { buildReplay } from './build-replay.ts';

/** Reads what is stored of one source of box scores; undefined where it is no source of the sport's. */
export function storedReplay(app: App, source: string, sport: Sport): Replay | undefined {
  const names = app.registry.sourcesOf('box-score', sport).map(({ definition }) => definition.name);
  return names.includes(source) ? buildReplay(app, { onlySource: source }) : undefined;
}
