/** Codes that the engine itself puts into `extensions.code`; those of the transport stand with the transport. */
export const engineErrorCodes = {
  SUBGRAPH_ERROR: 'The subgraph reported an error and gave it no code.',
  SUBGRAPH_WRONG_ENTITY_COUNT: 'The subgraph answered with more or fewer entities than it was asked for.',
  SUBGRAPH_CALL_FAILED: 'The call of the subgraph could not be made.',
  NULL_IN_NON_NULL: 'No error was reported, and yet a field that must have a value has none.',
  VALUE_OF_WRONG_TYPE: 'A value does not fit the type that the schema gives it.',
  OPERATION_NOT_PLANNABLE: 'No route through the subgraphs leads to what the operation asks for.',
  OPERATION_TOO_LARGE: 'The operation selects more than is planned for anybody.',
  PLANNING_TIMEOUT: 'No plan for the operation was found in time.',
  OPERATION_NOT_SUPPORTED: 'The engine does not execute operations of this kind.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation of that name, or several and no name is given.',
  FORBIDDEN: 'The caller may not have what it asks for.',
  UNAUTHENTICATED: 'Only those who say who they are may have what is asked for.',
  UNAUTHORIZED_FIELD_OR_TYPE: 'The caller lacks a right that the schema asks for by a directive.',
  BAD_USER_INPUT: 'A variable does not fit its type.',
  TOO_MANY_ERRORS: 'More errors happened than are listed.',
  INTERNAL_SERVER_ERROR: 'The engine broke a promise of its own.',
} as const;

export type EngineErrorCode = keyof typeof engineErrorCodes;
