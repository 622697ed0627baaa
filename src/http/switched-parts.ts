import { Router } from 'express';
import type { Config } from '../config/config.ts';
import type { ApiRoute } from './api-route.ts';
import type { FormFactory, PageMount, RouteFactory } from './http-parts.ts';
import { HttpProblem } from './problem.ts';
import type { FormAction } from './routes/form-action.ts';

/** Why a configuration switches a feature off; undefined where it is on. */
export type OffBecause = ((config: Config) => string | undefined) | undefined;

/** The routes of a feature, which answer why it is off where it is. */
export function switchedRoutes(
  factories: readonly RouteFactory[],
  offBecause: OffBecause,
): readonly RouteFactory[] {
  if (!offBecause) return factories;
  return factories.map((routesOf) => (deps) => {
    const routes = routesOf(deps);
    const reason = offBecause(deps.app.config);
    return reason === undefined ? routes : routes.map((route) => closed(route, reason));
  });
}

function closed(route: ApiRoute, reason: string): ApiRoute {
  return { ...route, handle: () => Promise.reject(switchedOff(reason)) };
}

/** The pages of a feature; where it is off, each says why at its own address. */
export function switchedPages(mounts: readonly PageMount[], offBecause: OffBecause): readonly PageMount[] {
  if (!offBecause) return mounts;
  return mounts.map((mount) => (router, deps) => {
    const reason = offBecause(deps.app.config);
    if (reason === undefined) return mount(router, deps);
    const own = Router();
    mount(own, deps);
    for (const path of own.stack.flatMap(({ route }) => route?.path ?? []))
      router.all(path, () => {
        throw switchedOff(reason);
      });
  });
}

/** The buttons of a feature, which say why it is off where it is. */
export function switchedForms(forms: readonly FormFactory[], offBecause: OffBecause): readonly FormFactory[] {
  if (!offBecause) return forms;
  return forms.map((formsOf) => (deps) => {
    const buttons = formsOf(deps);
    const reason = offBecause(deps.app.config);
    if (reason === undefined) return buttons;
    const refuse: FormAction = () => Promise.reject(switchedOff(reason));
    return buttons.map(([path]) => [path, refuse] as const);
  });
}

function switchedOff(reason: string): HttpProblem {
  return new HttpProblem('not_found', `This is switched off: ${reason}.`, {
    remedy: 'Change that variable and start the control process again.',
  });
}
