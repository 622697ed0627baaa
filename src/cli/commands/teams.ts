import type { Command } from 'commander';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { Leagues } from '../../domain/league.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import type { TeamChangeResult } from '../../reference/teams/team-register.ts';
import type { AliasResult, TeamListing } from '../../reference/teams/team-service.ts';
import type { TeamResolution } from '../../reference/names/team-resolver.ts';
import { registerTeamMove } from './teams-move.ts';
import { registerTeamTextId } from './teams-text-id.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { needLeague } from '../need-league.ts';
import { operator } from '../operator.ts';
import { reasonOption, sportOption } from '../options.ts';
import { type Outcome, refused } from '../outcome.ts';
import { oneLine } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

type Options = { sport: Sport; league?: string };

type Question = { name: string; sport: Sport };

type LeagueAnswer = { league: string; resolution: TeamResolution };

export function registerTeams(program: Command, context: CommandContext): void {
  const teams = program
    .command('teams')
    .description('Teams and the names by which files call them.')
    .addHelpText('after', examples('teams list --sport NBA', 'teams resolve Lakers --sport NBA'));
  teams
    .command('resolve')
    .description('Which team a name in a schedule file means, and how it is recognised.')
    .argument('<name>', 'the name as the file has it')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'only this league; all leagues of the sport otherwise')
    .addHelpText('after', examples('teams resolve "LA Lakers" --sport NBA'))
    .action(async (name: string, options: Options) => {
      const { loadTeamDirectory } = await import('../../reference/teams/team-directory.ts');
      const answers = await context.withServices(async ({ app }): Promise<LeagueAnswer[]> => {
        const directory = await loadTeamDirectory(app.database.db, options.sport);
        return leagueNames(options, directory.leagues).map((league) => ({
          league,
          resolution: directory.resolverOf(league).resolve(name),
        }));
      });
      const isKnown = answers.some(({ resolution }) => resolution.ok);
      context.finish({
        document: { name, sport: options.sport, answers: answers.map(answerDocument) },
        exitCode: isKnown ? EXIT_CODES.done : EXIT_CODES.failed,
        render: (view) =>
          answers.map((answer) => answerWords(answer, { name, sport: options.sport }, view)).join('\n'),
      });
    });
  registerTeamList(teams, context);
  registerTeamChanges(teams, context);
  registerTeamMove(teams, context);
  registerTeamTextId(teams, context);
  registerAlias(teams, context);
}

function leagueNames({ sport, league }: Options, leagues: Leagues): string[] {
  if (league === undefined) return leagues.of(sport).map(({ name }) => name);
  return [needLeague(leagues, sport, league).name];
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

function answerWords(
  { league, resolution }: LeagueAnswer,
  { name, sport }: Question,
  { colors }: View,
): string {
  if (resolution.ok) {
    return `${league}: ${colors.green(oneLine(resolution.teamName))} (team ${resolution.teamKey}, ${resolution.how})`;
  }
  if (resolution.reason === 'ambiguous_team') {
    return `${league}: several teams bear this name: ${resolution.suggestions.join(', ')}`;
  }
  if (resolution.plausible.length > 0) {
    return `${league}: unknown; it may be another spelling of ${resolution.plausible.join(', ')}: teach it with teams alias add`;
  }
  const options = { '--sport': sport, '--league': league, '--name': name };
  const near =
    resolution.suggestions.length > 0 ? `, though near to ${resolution.suggestions.join(', ')}` : '';
  return `${league}: unknown${near}; a new team is added with ${commandWords('teams add', { options })}`;
}

function registerTeamList(teams: Command, context: CommandContext): void {
  teams
    .command('list')
    .description('Teams with the names by which files may call them.')
    .argument('[text]', 'only teams with a name that holds this, in any spelling')
    .addOption(sportOption())
    .option('--league <name>', 'only this league')
    .addHelpText('after', examples('teams list --sport NFL', 'teams list united --sport FOOTBALL'))
    .action(async (text: string | undefined, { sport, league }: Partial<Options>) => {
      const items = await context.withServices(async ({ app }) =>
        app.teamService.list(withLeagueNamed(await app.leagueRegister.current(), { sport, league, text })),
      );
      context.finish({
        document: { items },
        render: (view) =>
          view.table<TeamListing>(
            [
              { title: 'ID', text: (row) => row.id, align: 'right' },
              { title: 'TEXT ID', text: (row) => row.text_id ?? '', minWidth: 8 },
              { title: 'LEAGUE', text: (row) => row.league, yields: 3, minWidth: 8 },
              { title: 'CODE', text: (row) => row.abbreviation ?? '' },
              { title: 'TEAM', text: (row) => row.name, yields: 2, minWidth: 16 },
              { title: 'UNTIL', text: (row) => row.last_season, align: 'right', isOptional: true },
              { title: 'SEASONS', text: (row) => seasonSpan(row.seasons), isOptional: true },
              { title: 'TAUGHT', text: (row) => row.aliases.join(', '), yields: 4, minWidth: 10 },
              {
                title: 'ALSO KNOWN AS',
                text: (row) => row.known_names.join(', '),
                yields: 1,
                minWidth: 16,
                isOptional: true,
              },
            ],
            items,
            'No team has such a name.',
          ),
      });
    });
}

/** `2023-2026`, or single years where some lie between; games of these seasons are known. */
function seasonSpan(seasons: readonly number[]): string {
  const [newest] = seasons;
  const oldest = seasons.at(-1);
  if (newest === undefined || oldest === undefined) return '';
  const isWhole = newest - oldest + 1 === seasons.length;
  if (!isWhole || newest === oldest) return seasons.join(', ');
  return `${oldest}-${newest}`;
}

type ChangeOptions = Options & { name: string; short?: string; distinct?: boolean; reason?: string };

function registerTeamChanges(teams: Command, context: CommandContext): void {
  const nameIs = 'it is another team, however much its name is like a known one';
  teams
    .command('add')
    .description('Add a team to a league, and say how many rows in quarantine can be read with it.')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the team; needed where a sport has several')
    .requiredOption('--name <name>', 'the full name')
    .option('--short <code>', 'the code that is shown, such as COV')
    .option('--distinct', nameIs)
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples('teams add --sport FOOTBALL --league "Premier League" --name "Norwich City FC" --short NOR'),
    )
    .action(async ({ reason, distinct, ...options }: ChangeOptions) => {
      const result = await context.withServices(({ app }) =>
        app.teamRegister.add({ ...options, isDistinct: distinct }, operator(reason)),
      );
      context.finish(changeOutcome(result));
    });
  teams
    .command('rename')
    .description('Give a team another name; the names that it had go on to mean it.')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the team; needed where a sport has several')
    .requiredOption('--team <name>', 'a known name of the team, or its id')
    .requiredOption('--name <name>', 'the full name from now on')
    .option('--short <code>', 'the code from now on')
    .option('--distinct', nameIs)
    .addOption(reasonOption())
    .addHelpText('after', examples('teams rename --sport NFL --team Commanders --name "Washington Pandas"'))
    .action(async ({ reason, distinct, ...options }: ChangeOptions & { team: string }) => {
      const result = await context.withServices(({ app }) =>
        app.teamRegister.rename({ ...options, isDistinct: distinct }, operator(reason)),
      );
      context.finish(changeOutcome(result));
    });
}

function registerAlias(teams: Command, context: CommandContext): void {
  const alias = teams
    .command('alias')
    .description('Names that people teach.')
    .addHelpText('after', examples('teams alias add --sport NBA --team Lakers --alias Lakeshow'));
  alias
    .command('add')
    .description('Teach another name of a team, and say how many rows in quarantine it makes readable.')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the team; needed where a sport has several')
    .requiredOption('--team <name>', 'a known name of the team, or its id')
    .requiredOption('--alias <name>', 'the name as the file has it')
    .addHelpText(
      'after',
      examples(
        'teams alias add --sport FOOTBALL --league "La Liga" --team "Real Betis" --alias "Los Verdiblancos"',
      ),
    )
    .addOption(reasonOption())
    .action(async ({ reason, ...options }: Options & { team: string; alias: string; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.teamService.addAlias(options, operator(reason)),
      );
      context.finish(changeOutcome(result));
    });
  alias
    .command('remove')
    .description('Take a taught name back.')
    .addOption(sportOption('sport of the team').makeOptionMandatory())
    .option('--league <name>', 'league of the team; needed where a sport has several')
    .requiredOption('--alias <name>', 'the name that was taught')
    .addHelpText('after', examples('teams alias remove --sport NBA --alias Hobbits'))
    .addOption(reasonOption())
    .action(async ({ reason, ...options }: Options & { alias: string; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.teamService.removeAlias(options, operator(reason)),
      );
      context.finish(changeOutcome(result));
    });
}

function changeOutcome(result: AliasResult | TeamChangeResult): Outcome {
  if (!result.ok) {
    throw refused(
      result,
      result.isWrongLeague
        ? 'See leagues list for the leagues and their names.'
        : 'See teams list for the teams and their names.',
    );
  }
  return { document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` };
}
