import type { Feature } from './feature.ts';

/** Leagues, teams, players and venues, and what providers call them. */
export const reference: Feature = {
  name: 'reference',
  title: 'Leagues, teams and players',
  commands: [
    { name: 'teams', load: async () => (await import('../cli/commands/teams.ts')).registerTeams },
    { name: 'leagues', load: async () => (await import('../cli/commands/leagues.ts')).registerLeagues },
    { name: 'players', load: async () => (await import('../cli/commands/players.ts')).registerPlayers },
    { name: 'rosters', load: async () => (await import('../cli/commands/rosters.ts')).registerRosters },
    { name: 'venues', load: async () => (await import('../cli/commands/venues.ts')).registerVenues },
    { name: 'ids', load: async () => (await import('../cli/commands/ids.ts')).registerIds },
  ],
  navigation: [
    { path: '/teams', text: 'Teams', place: 50, group: 'Reference' },
    { path: '/leagues', text: 'Leagues', place: 51, group: 'Reference' },
    { path: '/venues', text: 'Venues', place: 52, group: 'Reference' },
    { path: '/players/questions', text: 'Players in question', place: 53, group: 'Reference' },
  ],
  async routes() {
    const { teamRoutes } = await import('../http/routes/team-routes.ts');
    const { leagueRoutes } = await import('../http/routes/league-routes.ts');
    const { identityRoutes } = await import('../http/routes/identity-routes.ts');
    const { venueRoutes } = await import('../http/routes/venue-routes.ts');
    return [teamRoutes, leagueRoutes, venueRoutes, identityRoutes];
  },
  async pages() {
    const { mountTeamPages } = await import('../http/routes/team-pages.ts');
    const { mountVenuePages } = await import('../http/routes/venue-pages.ts');
    const { mountLeaguePages } = await import('../http/routes/league-pages.ts');
    const { mountPlayerQuestionPages } = await import('../http/routes/player-question-pages.ts');
    return [mountTeamPages, mountLeaguePages, mountVenuePages, mountPlayerQuestionPages];
  },
  async forms() {
    const { teamForms } = await import('../http/routes/team-pages.ts');
    const { venueForms } = await import('../http/routes/venue-pages.ts');
    const { leagueForms } = await import('../http/routes/league-pages.ts');
    const { playerQuestionForms } = await import('../http/routes/player-question-pages.ts');
    return [teamForms, leagueForms, venueForms, playerQuestionForms];
  },
};
