import { type Command, Option } from 'commander';
import type {
  TransactionFilter,
  TransactionListing,
} from '../../availability/transactions/list-transactions.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { TRANSACTION_KINDS } from '../../domain/transaction.ts';
import type { CommandContext } from '../context.ts';
import { dateOption, idArgument, limitOption, sportOption } from '../options.ts';
import { examples } from '../program.ts';

type ListOptions = Omit<TransactionFilter, 'hasTakenBack'> & { all?: true };

/** Changes of players' teams. */
export function registerTransactions(program: Command, context: CommandContext): void {
  const transactions = program
    .command('transactions')
    .description('Players who changed teams, as rosters and box scores show it.')
    .addHelpText('after', examples('transactions list --league NBA'));
  transactions
    .command('list')
    .description('Changes of teams, the latest first.')
    .addOption(sportOption())
    .option('--league <name>', 'only of this league')
    .option('--team <name>', 'only from or to this team, by its name or abbreviation')
    .option('--player-id <id>', 'only of this player', idArgument)
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(TRANSACTION_KINDS))
    .addOption(dateOption('--since', 'only from this day on'))
    .option('--all', 'those that were taken back as well')
    .addOption(limitOption(200))
    .addHelpText(
      'after',
      examples('transactions list --team BOS --kind moved', 'transactions list --since 2026-01-15 --json'),
    )
    .action(async ({ all, ...options }: ListOptions) => {
      const items = await context.withServices(async ({ app }) => {
        const { listTransactions } = await import('../../availability/transactions/list-transactions.ts');
        const filter = withLeagueNamed(await app.leagueRegister.current(), options);
        return listTransactions(app.database.db, { ...filter, hasTakenBack: all });
      });
      context.finish({
        document: { items },
        render: (view) =>
          view.table<TransactionListing>(COLUMNS, items, 'Nobody is known to have changed teams.'),
      });
    });
}

const COLUMNS = [
  { title: 'DAY', text: (row: TransactionListing) => row.on_date },
  { title: 'PLAYER', text: (row: TransactionListing) => row.player, yields: 1, minWidth: 12 },
  {
    title: 'WHAT',
    text: (row: TransactionListing) => (row.taken_back_at === null ? row.kind : `${row.kind} (taken back)`),
  },
  { title: 'FROM', text: (row: TransactionListing) => row.from_team ?? '', yields: 2, minWidth: 8 },
  { title: 'TO', text: (row: TransactionListing) => row.to_team ?? '', yields: 3, minWidth: 8 },
  { title: 'SHOWN BY', text: (row: TransactionListing) => row.evidence.replace('_', ' ') },
];
