import { playScenarios } from './scenario.ts';
import { scheduleScenarios } from './scenarios/schedule.ts';

playScenarios('games that change while they run', scheduleScenarios);
