import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { VenueDetail, VenueListing } from '../../reference/venues/list-venues.ts';
import type { VenueQuestion } from '../../reference/venues/open-words.ts';
import type { CommandContext } from '../context.ts';
import { sportOption } from '../options.ts';
import { facts, joinSections, section } from '../output/sections.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';
import { registerVenueChanges } from './venue-changes.ts';
import { venueFailure } from '../venue-failure.ts';

export function registerVenues(program: Command, context: CommandContext): void {
  const venues = program
    .command('venues')
    .description('Places where games are played, and the names by which schedules call them.')
    .addHelpText(
      'after',
      examples('venues list --sport NBA', 'venues show "United Center"', 'venues questions'),
    );
  registerList(venues, context);
  registerShow(venues, context);
  registerQuestions(venues, context);
  registerVenueChanges(venues, context);
}

function registerList(venues: Command, context: CommandContext): void {
  venues
    .command('list')
    .description('Places with their names, and who plays there.')
    .argument('[text]', 'only places with a name or a city that holds this, in any spelling')
    .addOption(sportOption())
    .option('--league <name>', 'only places of games of this league')
    .addHelpText('after', examples('venues list --league "Serie A"', 'venues list milan'))
    .action(async (text: string | undefined, filter: { sport?: Sport; league?: string }) => {
      const items = await context.withServices(({ app }) => app.venueRegister.list({ ...filter, text }));
      context.finish({
        document: { items },
        render: (view) => view.table<VenueListing>(COLUMNS, items, 'No venue is known by that.'),
      });
    });
}

const COLUMNS = [
  { title: 'ID', text: (row: VenueListing) => String(row.id), align: 'right' as const },
  { title: 'VENUE', text: (row: VenueListing) => row.name, yields: 1, minWidth: 16 },
  { title: 'CITY', text: placeOf, yields: 2, minWidth: 8 },
  { title: 'GAMES', text: (row: VenueListing) => String(row.games), align: 'right' as const },
  { title: 'HOME OF', text: (row: VenueListing) => row.home_teams.join(', '), yields: 3, minWidth: 10 },
  {
    title: 'ALSO KNOWN AS',
    text: (row: VenueListing) =>
      row.merged_into_id === null
        ? row.aliases.map(({ alias }) => alias).join(', ')
        : `merged into ${row.merged_into_id}`,
    yields: 4,
    minWidth: 10,
    isOptional: true,
  },
];

function placeOf({ city, region, country }: VenueListing): string {
  return [city, region, country].filter((part) => part !== null).join(', ');
}

function registerShow(venues: Command, context: CommandContext): void {
  venues
    .command('show')
    .description('One place: its names, ids at providers, and what was merged into it.')
    .argument('<venue>', 'one of its names, or its id')
    .addHelpText('after', examples('venues show "Soldier Field"', 'venues show 12 --json'))
    .action(async (question: string) => {
      const result = await context.withServices(({ app }) => app.venueRegister.show(question));
      if (!result.ok) throw venueFailure(result);
      const { ok: _ok, ...venue } = result;
      context.finish({ document: venue, render: (view) => detailWords(venue, view) });
    });
}

function detailWords(venue: VenueDetail, view: View): string {
  const { latitude, longitude, aliases, ids, merged } = venue;
  const list = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : section(view, title, lines.map((line) => `  ${line}`).join('\n'));
  return joinSections(
    view.colors.bold(`${venue.name} (venue ${venue.id})`),
    facts([
      ['City', placeOf(venue) || 'not known'],
      ['Zone', venue.timezone ?? 'not known'],
      ['Point', latitude === null || longitude === null ? 'not known' : `${latitude}, ${longitude}`],
      ['Learned by', venue.learned_by],
      ['Games', String(venue.games)],
      ['Home of', venue.home_teams.join(', ') || 'nobody'],
      ...(venue.merged_into_id === null ? [] : [['Merged into', `venue ${venue.merged_into_id}`] as const]),
    ]),
    list(
      'Other names',
      aliases.map(({ alias, league }) => (league === null ? alias : `${alias} (${league})`)),
    ),
    list(
      'Ids',
      ids.map(({ provider, sport, external_id: id }) => `${id} at ${provider}, ${sport}`),
    ),
    list(
      'Merged into it',
      merged.map(({ id, name, city }) => `${name}${city === null ? '' : `, ${city}`} (venue ${id})`),
    ),
  );
}

function registerQuestions(venues: Command, context: CommandContext): void {
  venues
    .command('questions')
    .description('Words of schedules that may mean several places, with the commands that answer.')
    .addHelpText('after', examples('venues questions', 'venues questions --json'))
    .action(async () => {
      const items = await context.withServices(({ app }) => app.venueRegister.questions());
      context.finish({
        document: { items },
        render: (view) =>
          items.length === 0
            ? 'No venue of a game is open.'
            : items.map((item) => questionWords(item, view)).join('\n\n'),
      });
    });
}

function questionWords(
  { league, words, games, home_teams: teams, candidates, answers }: VenueQuestion,
  { colors }: View,
): string {
  const places = candidates.map(({ id, name, city }) => `${name}, ${city ?? 'city not known'} (venue ${id})`);
  return [
    colors.bold(`"${words}" in ${league}: ${games} ${games === 1 ? 'game' : 'games'} of ${teams.join(', ')}`),
    `  may be ${places.join(' or ')}`,
    ...answers.map((answer) => `  ${answer}`),
  ].join('\n');
}
