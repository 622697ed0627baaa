import { type Command, InvalidArgumentError } from 'commander';
import type { VenueChangeResult } from '../../reference/venues/venue-register.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { idArgument, reasonOption } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { examples } from '../program.ts';
import { venueFailure } from '../venue-failure.ts';

type Facts = {
  city?: string;
  region?: string;
  country?: string;
  timezone?: string;
  latitude?: number;
  longitude?: number;
  reason?: string;
};

/** The commands that add, correct, merge and split places. */
export function registerVenueChanges(venues: Command, context: CommandContext): void {
  registerFacts(venues, context);
  registerAliases(venues, context);
  registerMerges(venues, context);
}

function withFacts(command: Command): Command {
  return command
    .option('--city <city>', 'the city')
    .option('--region <region>', 'the state or province')
    .option('--country <country>', 'the country')
    .option('--timezone <zone>', 'its IANA zone, such as America/Chicago')
    .option('--latitude <degrees>', 'degrees north', degrees)
    .option('--longitude <degrees>', 'degrees east', degrees)
    .addOption(reasonOption());
}

function registerFacts(venues: Command, context: CommandContext): void {
  withFacts(
    venues
      .command('add')
      .description('Add a place.')
      .requiredOption('--name <name>', 'its name')
      .option('--distinct', 'it is another place, however much its name is like a known one'),
  )
    .addHelpText('after', examples('venues add --name "Wembley Stadium" --city London --country England'))
    .action(async ({ reason, distinct, ...order }: Facts & { name: string; distinct?: boolean }) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.add({ ...order, isDistinct: distinct }, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
  withFacts(
    venues
      .command('update')
      .description('Change what is said of a place; what is left out stays.')
      .requiredOption('--venue <venue>', 'one of its names, or its id'),
  )
    .addHelpText('after', examples('venues update --venue 12 --city Chicago --timezone America/Chicago'))
    .action(async ({ reason, ...order }: Facts & { venue: string }) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.update(order, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
  venues
    .command('rename')
    .description('Give a place another name; the name that it had goes on to mean it.')
    .requiredOption('--venue <venue>', 'one of its names, or its id')
    .requiredOption('--name <name>', 'the name from now on')
    .addOption(reasonOption())
    .addHelpText('after', examples('venues rename --venue "Staples Center" --name "Crypto.com Arena"'))
    .action(async ({ reason, ...order }: { venue: string; name: string; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.update(order, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
}

type AliasOptions = { venue: string; alias: string; league?: string; reason?: string };

function registerAliases(venues: Command, context: CommandContext): void {
  const alias = venues
    .command('alias')
    .description('Other names of places.')
    .addHelpText('after', examples('venues alias add --venue 12 --alias "The Garden"'));
  const named = (command: Command): Command =>
    command
      .requiredOption('--venue <venue>', 'one of its names, or its id')
      .requiredOption('--alias <name>', 'the name as a schedule has it')
      .option('--league <name>', 'only in schedules of this league')
      .addOption(reasonOption());
  named(
    alias.command('add').description('Teach another name of a place, and place the games that wait for it.'),
  )
    .addHelpText('after', examples('venues alias add --venue 12 --league NBA --alias "The Garden"'))
    .action(async ({ reason, ...order }: AliasOptions) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.addAlias(order, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
  named(alias.command('remove').description('Take another name of a place back.'))
    .addHelpText('after', examples('venues alias remove --venue 12 --alias "The Garden"'))
    .action(async ({ reason, ...order }: AliasOptions) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.removeAlias(order, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
}

function registerMerges(venues: Command, context: CommandContext): void {
  venues
    .command('merge')
    .description('Say that a place is another one: its games, names and ids are those of the other.')
    .argument('<venue>', 'name or id of the place that goes')
    .requiredOption('--into <venue>', 'name or id of the place that stays')
    .addOption(reasonOption())
    .addHelpText('after', examples('venues merge 31 --into 12'))
    .action(async (from: string, { into, reason }: { into: string; reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.merge({ from, into }, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
  venues
    .command('split')
    .description('Undo the merge of a place: the games that it moved are there again.')
    .argument('<venue>', 'id of the place that was merged into another', idArgument)
    .addOption(reasonOption())
    .addHelpText('after', examples('venues split 31'))
    .action(async (venue: number, { reason }: { reason?: string }) => {
      const result = await context.withServices(({ app }) =>
        app.venueRegister.split(venue, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
}

function outcomeOf(result: VenueChangeResult): Outcome {
  if (!result.ok) throw venueFailure(result);
  return { document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` };
}

/** A number of degrees. */
function degrees(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number))
    throw new InvalidArgumentError('It is a number of degrees.');
  return number;
}
