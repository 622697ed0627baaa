import type { Command } from 'commander';
import type { Leagues } from '../../domain/league.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import type { Refreshers } from '../../app/build-refreshers.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { sportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { examples } from '../program.ts';
import { rosterRefreshOutcome, scheduleRefreshOutcome } from '../refresh-outcome.ts';
import type { Services } from '../services.ts';

type ScheduleOptions = { sport?: Sport; league?: string; dryRun?: true; confirmCancellations?: true };

/** Longer than a wait for the next minute's quota, for each of the calls. */
const ASK_TIMEOUT_MS = 30 * 60_000;

export function registerRefreshSchedules(program: Command, context: CommandContext): void {
  program
    .command('refresh-schedules')
    .description(
      'Ask the API now for the schedule of every league that has games, and bring in what changed: one call for each league.',
    )
    .addOption(sportOption())
    .option('--league <name>', 'only this league')
    .option('--dry-run', 'write nothing, show what would change; the calls are made')
    .option(
      '--confirm-cancellations',
      'cancel what is not listed any more although it is more than leagues call off',
    )
    .addHelpText('after', examples('refresh-schedules', 'refresh-schedules --league "La Liga" --dry-run'))
    .action(async ({ sport, league, dryRun, confirmCancellations }: ScheduleOptions) => {
      const progress = context.startProgress('leagues');
      try {
        const refreshed = await withRefreshers(context, async ({ schedules }, app) =>
          schedules.refreshAll({
            leagues:
              league === undefined
                ? undefined
                : leagueNames(await app.leagueRegister.current(), league, sport),
            sport,
            isDryRun: dryRun ?? false,
            areCancellationsConfirmed: confirmCancellations ?? false,
            actor: operator().name,
            signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
            onProgress: (done, total) => progress.update(done, done / total),
          }),
        );
        progress.finish();
        context.finish(scheduleRefreshOutcome(refreshed));
      } finally {
        progress.finish();
      }
    });
}

export function registerRefreshRosters(program: Command, context: CommandContext): void {
  program
    .command('refresh-rosters')
    .description(
      'Ask the API now for the players of every team that plays soon (ROSTER_LOOK_AHEAD_HOURS): one call for each team.',
    )
    .addOption(sportOption())
    .addHelpText('after', examples('refresh-rosters', 'refresh-rosters --sport NBA --json'))
    .action(async ({ sport }: { sport?: Sport }) => {
      const progress = context.startProgress('teams');
      try {
        const refreshed = await withRefreshers(context, ({ rosters }) =>
          rosters.refreshAll({
            sport,
            signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
            onProgress: (done, total) => progress.update(done, done / total),
          }),
        );
        progress.finish();
        context.finish(rosterRefreshOutcome(refreshed));
      } finally {
        progress.finish();
      }
    });
}

/** The provider pipeline is built for the moment of the question only: few commands ask. */
function withRefreshers<T>(
  context: CommandContext,
  work: (refreshers: Refreshers, app: Services['app']) => Promise<T>,
): Promise<T> {
  return context.withServices(async ({ app }: Services) => {
    const [{ buildProviders }, { buildRefreshers }] = await Promise.all([
      import('../../app/build-providers.ts'),
      import('../../app/build-refreshers.ts'),
    ]);
    const providers = buildProviders(app);
    try {
      return await work(buildRefreshers(app, providers), app);
    } finally {
      await providers.close();
    }
  });
}

function leagueNames(leagues: Leagues, name: string, sport: Sport | undefined): readonly string[] {
  const sports = sport ? [sport] : SPORTS;
  const found = sports.flatMap((one) => leagues.find(one, name) ?? []);
  if (found.length > 0) return found.map((league) => league.name);
  const names = sports.flatMap(leagues.of).map((league) => league.name);
  throw usageError(
    `${name} is not a league${sport ? ` of ${sport}` : ''}`,
    `Use one of: ${names.join(', ')}.`,
  );
}
