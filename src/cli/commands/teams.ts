import type { Command } from 'commander';
import { findLeague, leaguesOf } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import type { TeamResolution } from '../../schedule/teams/team-resolver.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { sportOption } from '../options.ts';
import { usageError } from '../outcome.ts';
import { oneLine } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { sport: Sport; league?: string };

type LeagueAnswer = { league: string; resolution: TeamResolution };

export function registerTeams(program: Command, context: CommandContext): void {
  const teams = program.command('teams').description('Teams and the names by which files call them.');
  teams
    .command('resolve')
    .description('Which team a name in a schedule file means, and how it is recognised.')
    .argument('<name>', 'the name as the file has it')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'only this league; all leagues of the sport otherwise')
    .addHelpText('after', examples('teams resolve "LA Lakers" --sport NBA'))
    .action(async (name: string, options: Options) => {
      const leagues = leagueNames(options);
      const { loadTeamDirectory } = await import('../../schedule/team-directory.ts');
      const answers = await context.withServices(async ({ app }): Promise<LeagueAnswer[]> => {
        const directory = await loadTeamDirectory(app.database.db, options.sport);
        return leagues.map((league) => ({ league, resolution: directory.resolverOf(league).resolve(name) }));
      });
      const isKnown = answers.some(({ resolution }) => resolution.ok);
      context.finish({
        document: { name, sport: options.sport, answers: answers.map(answerDocument) },
        exitCode: isKnown ? EXIT_CODES.done : EXIT_CODES.failed,
        render: (view) => answers.map((answer) => answerWords(answer, view)).join('\n'),
      });
    });
}

function leagueNames({ sport, league }: Options): string[] {
  if (league === undefined) return leaguesOf(sport).map(({ name }) => name);
  const found = findLeague(sport, league);
  if (found) return [found.name];
  const known = leaguesOf(sport).map(({ name }) => name);
  throw usageError(`league ${league} is unknown for ${sport}`, `Use ${known.join(', ')}.`);
}

function answerDocument({ league, resolution }: LeagueAnswer): Record<string, unknown> {
  if (!resolution.ok) {
    return { league, ok: false, reason: resolution.reason, suggestions: resolution.suggestions };
  }
  return {
    league,
    ok: true,
    team_id: resolution.teamKey,
    team: resolution.teamName,
    recognised_by: resolution.how,
  };
}

function answerWords({ league, resolution }: LeagueAnswer, { colors }: View): string {
  if (resolution.ok) {
    return `${league}: ${colors.green(oneLine(resolution.teamName))} (team ${resolution.teamKey}, ${resolution.how})`;
  }
  const near = resolution.suggestions.length > 0 ? `; near: ${resolution.suggestions.join(', ')}` : '';
  return `${league}: ${resolution.reason === 'ambiguous_team' ? 'several teams bear this name' : 'unknown'}${near}`;
}
