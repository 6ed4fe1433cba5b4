export { incidentsDatabase } from './persistence/incidents-database.js';
export { incidentsSubgraph } from './subgraph.js';
