export {
  ConfigError,
  type DatabaseConfig,
  defaultSubscriptionSettings,
  type Environment,
  readDatabaseConfig,
  readSubgraphConfig,
  type SubgraphConfig,
  type SubscriptionSettings,
} from './config.js';
export { checkText, checkUrl, requireMember, requireRole } from './graphql/checks.js';
export {
  asOwner,
  connect,
  type Database,
  type DatabaseDefinition,
  type DefinerFunction,
  definerFunctionSql,
  migrate,
  openDatabase,
  type StatementListener,
} from './database/database.js';
export { insertUnlessTaken } from './database/insert-unless-taken.js';
export { countKeyed, findKeyedPages, type KeyedList, type KeyedPagesRequest } from './database/keyed-pages.js';
export { keysetPage, type SortOrder } from './database/keyset-page.js';
export { runSql } from './database/run-sql.js';
export { Session } from './database/session.js';
export {
  anyViewer,
  belongsToSql,
  dependentPolicies,
  isOwnSql,
  markedPolicies,
  mayViewSql,
  mayWriteSql,
  openPolicies,
  viewerSql,
} from './database/visibility-policies.js';
export {
  type Connection,
  connectionOf,
  connectionType,
  type Page,
  PageArgs,
  PageInfo,
  type PageRequest,
  readPageArgs,
} from './graphql/connection.js';
export {
  enumOf,
  type Marking,
  MarkingInput,
  OriginatorDisplayEnum,
  PapEnum,
  PurposeOfUseEnum,
  readMarking,
  readRepeatableMarking,
  requireReleaseAhead,
  RoleEnum,
  TlpEnum,
} from './graphql/marking.type.js';
export { manyByKey, oneByKey, type PageLoader, pageLoader } from './graphql/loaders.js';
export { DateScalar, DateTimeScalar, DecimalScalar } from './graphql/scalars.js';
export type { DisclosedRecord } from './ledger/disclosures.js';
export { insertOperatorEntries, type LedgerNote, noteInLedger } from './ledger/insert-ledger-entries.js';
export { ledgerResolvers } from './ledger/ledger.resolver.js';
export { type LedgerSequencer, startLedgerSequencer } from './ledger/ledger-sequencer.js';
export { isNarrower, type ReaderCircle } from './recall/narrower-marking.js';
export { recallFromReaders, type RecalledRecord, type RecallNote } from './recall/issue-recalls.js';
export { type RecallNames, recallResolvers } from './recall/recall.resolver.js';
export { type RecallReason, recallReasons, type RecallState, recallStates } from './recall/recall-vocabulary.js';
export { findKeptOut, findSensitive } from './recall/sensitive-content.js';
export { type KitErrorCode, kitErrorCodes } from './error-codes.js';
export { runSubgraph } from './server/run-subgraph.js';
export { seedViewer } from './server/seed-viewer.js';
export { type RunningSubgraph, startSubgraph } from './server/start-subgraph.js';
export type { ReferenceResolver, Seeding, SubgraphContext, SubgraphDefinition } from './server/subgraph-definition.js';
export { buildSubgraph, type SubgraphSchema } from './server/subgraph-schema.js';
export { EventTopics } from './subscriptions/event-topics.js';
export { WithheldEvent } from './subscriptions/withheld-event.js';
