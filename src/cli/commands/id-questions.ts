import type { Command } from 'commander';
import type { Sport } from '../../domain/sport.ts';
import type { FactDifference, PlayerQuestion } from '../../reference/players/list-questions.ts';
import { answersTo } from '../../reference/players/answers.ts';
import type { CommandContext } from '../context.ts';
import { limitArgument, sportOption } from '../options.ts';
import { examples } from '../program.ts';

type Options = { sport?: Sport; provider?: string; limit: number };

const DEFAULT_LIMIT = 100;

/** `ids questions`: whom nobody but a person can recognise, with what speaks for whom and the commands that answer. */
export function registerIdQuestions(ids: Command, context: CommandContext): void {
  ids
    .command('questions')
    .description('Players of providers of whom it is not plain who they are, with the commands that answer.')
    .addOption(sportOption())
    .option('--provider <name>', 'only of this provider')
    .option('--limit <rows>', 'as many at most', limitArgument, DEFAULT_LIMIT)
    .addHelpText('after', examples('ids questions', 'ids questions --provider espn --json'))
    .action(async (options: Options) => {
      const { items, differences } = await context.withServices(({ app }) =>
        app.identityRegister.questions(options),
      );
      context.finish({
        document: { items, differences },
        render: ({ colors }) =>
          items.length + differences.length === 0
            ? 'Nothing is open about players.'
            : [
                ...items.map((item) => questionWords(item, colors.bold)),
                ...differences.map(differenceWords),
              ].join('\n\n'),
      });
    });
}

function questionWords(question: PlayerQuestion, bold: (text: string) => string): string {
  const { player, provider, external_id: id, team, jersey_number: number, birth_date: born } = question;
  const facts = [number === null ? '' : `number ${number}`, born === null ? '' : `born ${born}`];
  const about = [team ?? 'team not known', ...facts.filter((fact) => fact !== '')].join(', ');
  return [
    bold(`${player} (${provider} ${id}), ${about}: ${question.reason.replaceAll('_', ' ')}`),
    ...question.candidates.map(({ player_id: own, name, why }) => `  may be ${name} (player ${own}): ${why}`),
    ...answersTo(question).map(({ command }) => `  ${command}`),
  ].join('\n');
}

function differenceWords({ player, player_id: id, field, ours, theirs, source }: FactDifference): string {
  return `${player} (player ${id}): ${field.replaceAll('_', ' ')} is ${ours} here, and ${theirs} at ${source}`;
}
