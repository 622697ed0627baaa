import type { Command } from 'commander';
import type { Finding } from '../../monitoring/doctor/finding.ts';
import type { CommandContext } from '../context.ts';
import { describeFailure } from '../describe-failure.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { oneLine } from '../output/plain-text.ts';
import { timesInWords } from '../output/time-words.ts';
import type { View } from '../output/view.ts';
import { examples } from '../program.ts';

export function registerDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description(
      'Check versions, connections, clock, queue, quotas and disk: what is wrong, and how to fix it.',
    )
    .addHelpText('after', examples('doctor', 'doctor --json'))
    .action(async () => {
      const findings = await context
        .withServices(({ doctor }) => doctor.examine(), { migrate: 'check' })
        .catch((error: unknown) => [whyNothingStarts(error)]);
      context.finish(doctorOutcome(findings));
    });
}

/** Without configuration or database there is nothing else to look at: that itself is what was found. */
function whyNothingStarts(error: unknown): Finding {
  const { code, message, problems = [], remedy = '' } = describeFailure(error);
  const names: Record<string, string> = { configuration: 'configuration', migration_needed: 'migrations' };
  return {
    name: names[code] ?? 'database',
    status: 'fail',
    detail: problems.length === 0 ? message : `${message}: ${problems.join(' ')}`,
    remedy,
  };
}

/** Failed when something is broken; what only deserves a look leaves the exit code at 0. */
function doctorOutcome(findings: readonly Finding[]): Outcome {
  const count = (status: Finding['status']): number =>
    findings.filter((found) => found.status === status).length;
  const counts = { ok: count('ok'), warn: count('warn'), fail: count('fail') };
  return {
    document: { ...counts, findings },
    exitCode: counts.fail > 0 ? EXIT_CODES.failed : EXIT_CODES.done,
    render: (view) =>
      [
        ...findings.map((finding) => findingLines(finding, view)),
        '',
        `${counts.ok} fine, ${counts.warn} to look at, ${counts.fail} broken.`,
      ].join('\n'),
  };
}

function findingLines({ name, status, detail, remedy }: Finding, { colors }: View): string {
  const mark = { ok: colors.green('ok  '), warn: colors.yellow('warn'), fail: colors.red('FAIL') }[status];
  const line = `${mark}  ${name.padEnd(13)}  ${timesInWords(oneLine(detail))}`;
  return remedy === '' ? line : `${line}\n      ${' '.repeat(13)}  ${colors.dim('→')} ${oneLine(remedy)}`;
}
