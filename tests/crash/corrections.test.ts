import { playScenarios } from './scenario.ts';
import { correctionScenarios } from './scenarios/corrections.ts';

playScenarios('corrections in trouble', correctionScenarios);
