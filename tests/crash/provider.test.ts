import { playScenarios } from './scenario.ts';
import { providerScenarios } from './scenarios/provider.ts';

playScenarios('a provider in trouble', providerScenarios);
