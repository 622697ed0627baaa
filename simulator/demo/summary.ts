import type { DemoCounts } from './progress.ts';

/** What the demonstration came to; field names are stable for scripts. */
export type DemoSummary = {
  simulated: true;
  games: number;
  games_seeded: number;
  games_failed: number;
  player_lines: number;
  team_lines: number;
  retries: number;
  /** Calls that the provider counted against its limits: all but those to its account page. */
  provider_calls: number;
  calls_per_game: number;
  /** Calls that the provider counted beyond its limits. */
  limit_breaches: number;
  lateness_p50_ms: number | null;
  lateness_max_ms: number | null;
  duration_ms: number;
};

type ProviderStats = {
  total: number;
  byEndpoint: Record<string, { total: number }>;
  limits: { refused: number };
};

export async function summarise(
  counts: DemoCounts,
  world: { providerUrls: ReadonlyMap<string, string> },
  durationMs: number,
): Promise<DemoSummary> {
  const stats = { total: 0, limits: { refused: 0 } };
  for (const url of world.providerUrls.values()) {
    const response = await fetch(`${url}/__simulator/stats`);
    const own = (await response.json()) as ProviderStats;
    stats.total += own.total - (own.byEndpoint['/status']?.total ?? 0);
    stats.limits.refused += own.limits.refused;
  }
  return {
    simulated: true,
    games: counts.total,
    games_seeded: counts.completed,
    games_failed: counts.failed,
    player_lines: counts.playerLines,
    team_lines: counts.teamLines,
    retries: counts.retries,
    provider_calls: stats.total,
    calls_per_game: counts.completed === 0 ? 0 : Number((stats.total / counts.completed).toFixed(2)),
    limit_breaches: stats.limits.refused,
    lateness_p50_ms: counts.latenessP50Ms,
    lateness_max_ms: counts.latenessMaxMs,
    duration_ms: durationMs,
  };
}

export function summaryText(summary: DemoSummary): string {
  const lateness =
    summary.lateness_p50_ms === null
      ? ''
      : `\n  Started       ${summary.lateness_p50_ms} ms after the window opened (median), ${summary.lateness_max_ms} ms at the most`;
  return `
Summary (simulated data)
  Games         ${summary.games_seeded} of ${summary.games} seeded${summary.games_failed > 0 ? `, ${summary.games_failed} failed` : ''}
  Lines         ${summary.player_lines} players, ${summary.team_lines} teams
  Provider      ${summary.provider_calls} calls (${summary.calls_per_game} a game), ${summary.limit_breaches} over a limit, ${summary.retries} attempts repeated${lateness}
  Time          ${(summary.duration_ms / 1000).toFixed(1)} s from start`;
}
