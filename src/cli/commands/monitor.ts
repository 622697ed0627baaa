import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { examples } from '../program.ts';
import { registerMonitorApiUsage, registerMonitorLatency, registerMonitorStats } from './monitor-figures.ts';
import { registerMonitorJobs } from './monitor-jobs.ts';
import { registerMonitorObjectives } from './monitor-objectives.ts';
import { registerMonitorForecast } from './monitor-forecast.ts';
import {
  registerMonitorFailures,
  registerMonitorPendingSeeds,
  registerMonitorUpcoming,
} from './monitor-tasks.ts';

export function registerMonitor(program: Command, context: CommandContext): void {
  const monitor = program
    .command('monitor')
    .description('Show what comes next, what failed, and how the installation performs.')
    .addHelpText('after', examples('monitor upcoming --days 1', 'monitor failures --days 7'));
  registerMonitorUpcoming(monitor, context);
  registerMonitorFailures(monitor, context);
  registerMonitorStats(monitor, context);
  registerMonitorApiUsage(monitor, context);
  registerMonitorForecast(monitor, context);
  registerMonitorObjectives(monitor, context);
  registerMonitorPendingSeeds(monitor, context);
  registerMonitorLatency(monitor, context);
  registerMonitorJobs(monitor, context);
}
