import Negotiator from 'negotiator';
import { gatewayRefusal } from '../errors.js';

/** In what operations are answered that are no streams (GraphQL over HTTP, section 4.1), as Apollo Server has it. */
const offered = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/**
 * Refuses a request whose client takes no answer that could be given to it. Apollo Server negotiates in the same way
 * (RFC 9110, section 12.5.1), but when it has an answer; by then a mutation has been carried out of which the client
 * learns nothing.
 *
 * @throws GraphQLError NOT_ACCEPTABLE
 */
export function refuseUnacceptable(accept: string | undefined): void {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json') return;
  if (new Negotiator({ headers: { accept } }).mediaType(offered) !== undefined) return;
  const types = offered.map((type) => type.split(';', 1)[0]);
  throw gatewayRefusal('NOT_ACCEPTABLE', `The header "accept" takes neither ${types.join(' nor ')}.`);
}
