import type { AnsweredCall } from '../registry.ts';
import { nodesNamed, readFeed } from './feed.ts';
import { idOf } from './read-matches.ts';

/** The games of a day's scores; a schedule and a list of prices are of no game. */
export function gamesOfBody({ endpoint, body }: AnsweredCall): readonly string[] {
  if (!endpoint.endsWith('-scores')) return [];
  const feed = readFeed(body);
  return feed.ok ? nodesNamed(feed.node, 'match').flatMap(({ node }) => idOf(node) ?? []) : [];
}
