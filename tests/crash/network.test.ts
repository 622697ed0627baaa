import { playScenarios } from './scenario.ts';
import { networkScenarios } from './scenarios/network.ts';

playScenarios('a network that fails', networkScenarios);
