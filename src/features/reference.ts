import { registerIds } from '../cli/commands/ids.ts';
import { registerLeagues } from '../cli/commands/leagues.ts';
import { registerPlayers } from '../cli/commands/players.ts';
import { registerRosters } from '../cli/commands/rosters.ts';
import { registerTeams } from '../cli/commands/teams.ts';
import type { Feature } from './feature.ts';

/** Leagues, teams and players, and what providers call them. */
export const reference: Feature = {
  name: 'reference',
  title: 'Leagues, teams and players',
  commands: [registerTeams, registerLeagues, registerPlayers, registerRosters, registerIds],
  navigation: [{ path: '/teams', text: 'Teams', place: 50 }],
  async routes() {
    const { teamRoutes } = await import('../http/routes/team-routes.ts');
    const { leagueRoutes } = await import('../http/routes/league-routes.ts');
    const { identityRoutes } = await import('../http/routes/identity-routes.ts');
    return [teamRoutes, leagueRoutes, identityRoutes];
  },
  async pages() {
    const { mountTeamPages } = await import('../http/routes/team-pages.ts');
    return [mountTeamPages];
  },
  async forms() {
    const { teamForms } = await import('../http/routes/team-pages.ts');
    return [teamForms];
  },
};
