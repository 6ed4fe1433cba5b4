import { incidentStates, nextStates } from '../../../subgraphs/incidents/src/domain/incident-state.js';

it('leads from REPORTED to every state, never backwards', () => {
  const reached = new Set<string>();
  const walk = (state: (typeof incidentStates)[number], before: readonly string[]): void => {
    expect(before).not.toContain(state);
    reached.add(state);
    for (const next of nextStates(state)) walk(next, [...before, state]);
  };
  walk('REPORTED', []);
  expect([...reached].sort()).toEqual([...incidentStates].sort());
});
