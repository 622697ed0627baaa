import { playScenarios } from './scenario.ts';
import { backfillScenarios } from './scenarios/backfill.ts';
import { entityScenarios } from './scenarios/entities.ts';
import { workerScenarios } from './scenarios/workers.ts';

playScenarios('workers in trouble', [...workerScenarios, ...entityScenarios, ...backfillScenarios]);
