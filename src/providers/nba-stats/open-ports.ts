import type { ProviderPorts } from '../ports.ts';
import type { ConfiguredProvider, PortDeps } from '../registry.ts';
import { createBoards } from './boards.ts';
import { createNbaStatsClient } from './client.ts';

/** A game that is final on a board stays final; this long the board is not asked for again on its behalf. */
const BOARD_KEPT_MS = 5 * 60_000;

/** The league's own hosts behind our ports. Apart from the definition, which every command loads. */
export function openNbaStats(
  { apis, moreApis }: Pick<ConfiguredProvider, 'apis' | 'moreApis'>,
  { pipeline, clock, coalescer, freshMs }: PortDeps,
): ProviderPorts {
  const cdn = apis.NBA;
  const [stats] = moreApis?.NBA ?? [];
  if (!cdn || !stats) throw new RangeError('NBA Stats is not configured with both of its hosts');
  const boards = createBoards(
    { pipeline, clock, coalescer, freshMs: freshMs('NBA'), keptMs: BOARD_KEPT_MS },
    { cdn, stats },
  );
  const hosts = { pipeline, cdn, stats };
  const { advancedBox: _unasked, ...ports } = createNbaStatsClient(hosts, boards, clock);
  return { NBA: ports };
}
