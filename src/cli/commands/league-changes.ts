import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ProviderIds } from '../../domain/external-id.ts';
import { MEETINGS, type Meetings, SEASON_LABELS, type SeasonLabel } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import type { LeagueFacts } from '../../reference/leagues/league-order.ts';
import type { LeagueChangeResult } from '../../reference/leagues/league-register.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { monthArgument, reasonOption, sportOption } from '../options.ts';
import { refused, type Outcome } from '../outcome.ts';
import { examples } from '../program.ts';

type FactOptions = {
  sport: Sport;
  code?: string;
  country?: string;
  timezone?: string;
  alias?: readonly string[];
  firstMonth?: number;
  months?: number;
  turnsOn?: string;
  label?: SeasonLabel;
  hours?: string;
  oneClock?: boolean;
  meetings?: Meetings;
  id?: ProviderIds;
  reason?: string;
};

/** `leagues add` and `leagues update`. */
export function registerLeagueChanges(leagues: Command, context: CommandContext): void {
  withFacts(
    leagues.command('add').description('Add a league: its schedules can be ingested from then on.'),
    'sport whose rules it has',
  )
    .requiredOption('--name <name>', 'the name by which files and people call it')
    .addHelpText(
      'after',
      examples(
        'leagues add --sport FOOTBALL --name Eredivisie --country Netherlands --timezone Europe/Amsterdam --meetings once --id espn=ned.1',
        'leagues add --sport FOOTBALL --name Allsvenskan --timezone Europe/Stockholm --label one_year --first-month 1',
      ),
    )
    .action(async (options: FactOptions & { name: string }) => {
      const order = { ...factsOf(options), sport: options.sport, name: options.name };
      const result = await context.withServices(({ app }) =>
        app.leagueRegister.add(order, operator(options.reason)),
      );
      context.finish(outcomeOf(result));
    });
  withFacts(
    leagues
      .command('update')
      .description('Change what is said of a league; what is left out stays as it is.'),
    'sport of the league',
  )
    .requiredOption('--league <name>', 'its name, its code or another of its names')
    .addHelpText(
      'after',
      examples(
        'leagues update --sport FOOTBALL --league Eredivisie --id espn=ned.1',
        'leagues update --sport FOOTBALL --league EPL --alias "Premier League" --alias "Barclays Premier League"',
      ),
    )
    .action(async (options: FactOptions & { league: string }) => {
      const order = { ...factsOf(options), sport: options.sport, league: options.league };
      const result = await context.withServices(({ app }) =>
        app.leagueRegister.update(order, operator(options.reason)),
      );
      context.finish(outcomeOf(result));
    });
}

function withFacts(command: Command, sport: string): Command {
  return command
    .addOption(sportOption(sport).makeOptionMandatory())
    .option('--code <code>', 'short and unique; made of the name when left out')
    .option('--country <name>', 'where it is played')
    .option('--timezone <IANA>', 'zone in which its days are told, such as Europe/Amsterdam')
    .option('--alias <name>', 'another name that files use, as often as there are some', collect)
    .option('--first-month <1-12>', 'the month with which the time of a season begins', monthArgument)
    .option('--months <n>', 'how many months that time has', Number)
    .option('--turns-on <MM-DD>', 'the day from which the next season counts')
    .addOption(
      new Option('--label <form>', 'whether a season is called by one year or by two').choices(SEASON_LABELS),
    )
    .option('--hours <spans>', 'when games start, by the clocks of the zone: 12:00-22:30,00:00-00:30')
    .option('--one-clock', 'all of its places keep the clocks of that zone')
    .addOption(
      new Option(
        '--meetings <rule>',
        'how often two teams meet: nothing is known, once at each place, that and never twice within a week, not twice within two weeks',
      ).choices(MEETINGS),
    )
    .option('--id <provider=id>', 'its id at a provider, as often as there are some', idPair)
    .addOption(reasonOption());
}

function factsOf(options: FactOptions): LeagueFacts {
  return {
    code: options.code,
    country: options.country,
    timezone: options.timezone,
    aliases: options.alias,
    seasonFirstMonth: options.firstMonth,
    seasonMonths: options.months,
    seasonTurnsOn: options.turnsOn,
    seasonLabel: options.label,
    startingHours: options.hours,
    hasOneClock: options.oneClock,
    meetings: options.meetings,
    ids: options.id,
  };
}

function collect(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}

function idPair(text: string, previous: ProviderIds = {}): ProviderIds {
  const [, provider, id] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(text) ?? [];
  if (provider === undefined || id === undefined)
    throw new InvalidArgumentError('Give the provider and its id: espn=ned.1.');
  const other = previous[provider];
  if (other !== undefined && other !== id)
    throw new InvalidArgumentError(
      `${provider} is given ${other} as well: give each provider once; ids link --alias ties a second id of it.`,
    );
  return { ...previous, [provider]: id };
}

function outcomeOf(result: LeagueChangeResult): Outcome {
  if (!result.ok) {
    throw refused(result, result.remedy);
  }
  const { ok: _ok, ...document } = result;
  return {
    document,
    render: ({ colors }) =>
      [
        `${colors.green('✓')} ${result.message}`,
        ...result.missing.map((words) => `${colors.yellow('!')} ${words}`),
      ].join('\n'),
  };
}
