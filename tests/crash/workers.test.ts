import { playScenarios } from './scenario.ts';
import { workerScenarios } from './scenarios/workers.ts';

playScenarios('workers in trouble', workerScenarios);
