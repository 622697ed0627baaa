import { playScenarios } from './scenario.ts';
import { scaleScenarios } from './scenarios/scale.ts';

playScenarios('a larger installation', scaleScenarios);
