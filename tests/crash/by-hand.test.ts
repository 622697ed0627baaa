import { playScenarios } from './scenario.ts';
import { byHandScenarios } from './scenarios/by-hand.ts';

playScenarios('hands in the queue', byHandScenarios);
