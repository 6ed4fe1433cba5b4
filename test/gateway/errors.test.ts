import { GraphQLError } from 'graphql';
import { errorCodes } from '@alliance/schema';
import { gatewayErrorCodes } from '@alliance/gateway';
import { engineErrorCodes } from '../../gateway/src/engine/engine-errors.js';
import { gatewayRefusal, httpOf, presentError, statusOf } from '../../gateway/src/errors.js';
import { transportErrorCodes } from '../../gateway/src/transport/subgraph-transport.js';

describe('the catalogue', () => {
  it('has every code of the rooms, and none twice', () => {
    const listed = new Set([...Object.keys(gatewayErrorCodes), ...Object.keys(errorCodes)]);
    const used = [...Object.keys(engineErrorCodes), ...Object.keys(transportErrorCodes)];
    expect(used.filter((code) => !listed.has(code))).toEqual([]);
    expect(Object.keys(gatewayErrorCodes).filter((code) => code in errorCodes)).toEqual([]);
  });

  it('gives the status of a code, and 500 for anything else', () => {
    expect(['UNAUTHENTICATED', 'REQUEST_BODY_TOO_LARGE', 'toString', '__proto__', undefined, 7].map(statusOf)).toEqual([
      401, 413, 500, 500, 500, 500,
    ]);
  });
});

describe('presentError', () => {
  const masked = {
    isOurs: true,
    shown: {
      message: 'The hub failed to answer this. It is logged under the request id.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1' },
    },
  };

  it('masks accidents, also when they come wrapped', () => {
    const accident = new Error('password is hunter2');
    const wrapped = new GraphQLError(accident.message, {
      originalError: accident,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    const twice = new GraphQLError('again', { originalError: wrapped });
    expect([accident, wrapped, twice, 'hunter2', undefined, null].map((error) => presentError(error, 'r-1'))).toEqual(
      Array.from({ length: 6 }, () => masked),
    );
  });

  it('keeps the path of an accident', () => {
    const error = new GraphQLError('x', { originalError: new TypeError('y'), path: ['a', 0] });
    expect(presentError(error, undefined).shown).toEqual({
      message: masked.shown.message,
      path: ['a', 0],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  it('passes stated errors with their code, and never a stack trace', () => {
    const stated = new GraphQLError('No.', {
      extensions: { code: 'FORBIDDEN', field: 'tlp', stacktrace: ['at x'], exception: {} },
    });
    expect(presentError(stated, 'r-1')).toEqual({
      isOurs: false,
      shown: { message: 'No.', extensions: { code: 'FORBIDDEN', field: 'tlp' } },
    });
  });
});

describe('gatewayRefusal', () => {
  it('carries status and headers outwards, and shows neither', () => {
    const error = gatewayRefusal('SUPERGRAPH_UNAVAILABLE', 'Later.', { 'retry-after': '2' });
    expect(httpOf(error)).toEqual({ status: 503, headers: { 'retry-after': '2' } });
    expect(presentError(error, 'r-1').shown).toEqual({
      message: 'Later.',
      extensions: { code: 'SUPERGRAPH_UNAVAILABLE' },
    });
  });
});
