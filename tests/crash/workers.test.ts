import { playScenarios } from './scenario.ts';
import { entityScenarios } from './scenarios/entities.ts';
import { workerScenarios } from './scenarios/workers.ts';

playScenarios('workers in trouble', [...workerScenarios, ...entityScenarios]);
