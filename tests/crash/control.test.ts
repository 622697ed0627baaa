import { playScenarios } from './scenario.ts';
import { controlScenarios } from './scenarios/control.ts';

playScenarios('control processes in trouble', controlScenarios);
