import { type Command, Option } from 'commander';
import { LINKABLE_TYPES, type LinkableType } from '../../domain/external-id.ts';
import type { Sport } from '../../domain/sport.ts';
import type { LinkResult } from '../../reference/identities/link-order.ts';
import type { IdListing } from '../../reference/identities/list-ids.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { idArgument, limitArgument, reasonOption, sportOption } from '../options.ts';
import { CommandFailure, type Outcome } from '../outcome.ts';
import { examples } from '../program.ts';
import { registerIdQuestions } from './id-questions.ts';

type Which = { sport: Sport; type: LinkableType; provider: string; externalId: string; reason?: string };

type ListOptions = Partial<Omit<Which, 'reason'>> & { entity?: number; limit: number };

const DEFAULT_LIMIT = 100;

export function registerIds(program: Command, context: CommandContext): void {
  const ids = program
    .command('ids')
    .description('Ids at providers, and the teams, players, games, leagues and venues that they mean.')
    .addHelpText(
      'after',
      examples('ids list --type team --sport NBA', 'ids questions', 'ids list --external-id 265'),
    );
  registerList(ids, context);
  registerIdQuestions(ids, context);
  registerNone(ids, context);
  named(ids.command('link').description('Tie an id at a provider to one of ours, on your word.'))
    .requiredOption('--entity <id>', 'our id of the team, player, game, league or venue', idArgument)
    .option('--alias', 'the provider uses this id beside the known one, by which it goes on being asked')
    .addOption(reasonOption())
    .addHelpText(
      'after',
      examples('ids link --sport NBA --type player --provider espn --external-id 1966 --entity 12'),
    )
    .action(async ({ reason, alias, ...order }: Which & { entity: number; alias?: boolean }) => {
      const result = await context.withServices(({ app }) =>
        app.identityRegister.link({ ...order, isAlias: alias }, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
  named(
    ids
      .command('unlink')
      .description('Take an id at a provider from whoever has it; nothing but ids link ties the two again.'),
  )
    .addOption(reasonOption())
    .addHelpText('after', examples('ids unlink --sport NBA --type player --provider espn --external-id 1966'))
    .action(async ({ reason, ...order }: Which) => {
      const result = await context.withServices(({ app }) =>
        app.identityRegister.unlink(order, operator(reason)),
      );
      context.finish(outcomeOf(result));
    });
}

function registerNone(ids: Command, context: CommandContext): void {
  ids
    .command('none')
    .description('Say of a player in question that they are none of those who may be meant.')
    .addOption(sportOption('sport of the player').makeOptionMandatory())
    .requiredOption('--provider <name>', 'whose id it is, such as espn')
    .requiredOption('--external-id <id>', 'the id as the provider writes it')
    .addOption(reasonOption())
    .addHelpText('after', examples('ids none --sport NBA --provider espn --external-id 1966'))
    .action(async ({ reason, ...id }: Omit<Which, 'type'>) => {
      const isDone = await context.withServices(({ app }) =>
        app.identityRegister.noneOf(id, operator(reason)),
      );
      if (!isDone) throw notAsked(id);
      const message = `${id.externalId} at ${id.provider} is none of those who were named.`;
      context.finish({
        document: { provider: id.provider, external_id: id.externalId, message },
        render: ({ colors }) => `${colors.green('✓')} ${message}`,
      });
    });
}

function notAsked({ provider, externalId }: Omit<Which, 'type'>): CommandFailure {
  return new CommandFailure({
    code: 'not_found',
    message: `nothing is asked about ${externalId} at ${provider}`,
    remedy: 'ids questions lists what is open.',
  });
}

function named(command: Command): Command {
  return command
    .addOption(sportOption('sport of the team, player, game, league or venue').makeOptionMandatory())
    .addOption(typeOption().makeOptionMandatory())
    .requiredOption('--provider <name>', 'whose id it is, such as espn')
    .requiredOption('--external-id <id>', 'the id as the provider writes it');
}

function typeOption(): Option {
  return new Option('--type <type>', 'what the id stands for').choices(LINKABLE_TYPES);
}

function registerList(ids: Command, context: CommandContext): void {
  ids
    .command('list')
    .description('Ids at providers with what they mean, how that was learned, and how sure it is.')
    .argument('[text]', 'only of those whose name holds this')
    .addOption(sportOption())
    .addOption(typeOption())
    .option('--provider <name>', 'only of this provider')
    .option(
      '--entity <id>',
      'only of the team, player, game, league or venue with this id of ours',
      idArgument,
    )
    .option('--external-id <id>', 'only this id at a provider')
    .option('--limit <rows>', 'as many at most', limitArgument, DEFAULT_LIMIT)
    .addHelpText('after', examples('ids list lakers --type team', 'ids list --type player --entity 12'))
    .action(async (text: string | undefined, options: ListOptions) => {
      const items = await context.withServices(({ app }) => app.identityRegister.list({ ...options, text }));
      context.finish({
        document: { items },
        render: (view) =>
          view.table<IdListing>(
            [
              { title: 'PROVIDER', text: (row) => row.provider },
              { title: 'TYPE', text: (row) => row.type },
              { title: 'ID THERE', text: (row) => row.external_id },
              { title: 'ID HERE', text: (row) => row.entity_id, align: 'right' },
              { title: 'NAME', text: (row) => row.name ?? '', yields: 1, minWidth: 16 },
              { title: 'SPORT', text: (row) => row.sport, isOptional: true },
              {
                title: 'LEARNED',
                text: learnedWords,
              },
              { title: 'EVIDENCE', text: (row) => row.evidence ?? '', isOptional: true },
            ],
            items,
            'No id is known that fits.',
          ),
      });
    });
}

function learnedWords({
  is_wrong: isWrong,
  is_primary: isPrimary,
  learned_by: learnedBy,
}: IdListing): string {
  if (isWrong) return 'known wrong';
  return isPrimary ? learnedBy : `${learnedBy}, alias`;
}

function outcomeOf(result: LinkResult): Outcome {
  if (!result.ok) {
    const { reason: code, message, remedy } = result;
    throw new CommandFailure({ code, message: message.replace(/\.$/, ''), remedy });
  }
  return { document: result, render: ({ colors }) => `${colors.green('✓')} ${result.message}` };
}
