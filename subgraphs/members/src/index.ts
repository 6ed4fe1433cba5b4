export { membersDatabase } from './persistence/members-database.js';
export { membersSubgraph } from './subgraph.js';
