import { Arg, Args, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { badInput } from '@alliance/schema';
import {
  checkText,
  checkUrl,
  type Connection,
  connectionOf,
  connectionType,
  PageArgs,
  readPageArgs,
  requireMember,
} from '@alliance/kit';
import { type ActorOutcome, listActors, type NewActor, registerActors } from '../persistence/actor.repository.js';
import { ActorType } from './actor.type.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { PublishOutcomeEnum } from './intelligence-enums.js';
import { showSource, SourceType } from './source.type.js';

const ActorConnection = connectionType('Actor', () => ActorType);

/** Actors in one call at most. */
const maxActors = 2000;

@InputType()
export class ActorInput {
  @Field(() => ID, { description: 'Short name, up to 200 characters, such as "binance".' })
  id!: string;

  @Field(() => String)
  label!: string;

  @Field(() => String, { nullable: true })
  uri?: string | null;

  @Field(() => [String], { nullable: true })
  categories?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2 codes.' })
  jurisdictions?: string[] | null;

  @Field(() => [String], { nullable: true })
  aliases?: string[] | null;
}

@InputType()
export class RegisterActorsInput {
  @Field(() => [ActorInput])
  actors!: ActorInput[];
}

@ObjectType()
export class RegisterActorResult {
  @Field(() => ID)
  id!: string;

  @Field(() => PublishOutcomeEnum, { description: 'REFUSED: another member introduced the actor.' })
  outcome!: ActorOutcome;
}

@ObjectType({ description: 'What became of the actors; the four counts add up to them.' })
export class RegisterActorsPayload {
  @Field(() => Int)
  accepted!: number;

  @Field(() => Int)
  updated!: number;

  @Field(() => Int)
  unchanged!: number;

  @Field(() => Int, { description: 'Introduced by another member, who alone changes them.' })
  refused!: number;

  @Field(() => [RegisterActorResult], { description: 'In the order of the actors.' })
  results!: RegisterActorResult[];
}

@Resolver()
export class ActorResolver {
  @Query(() => ActorType, { nullable: true })
  actor(@Arg('id', () => ID) id: string, @Ctx() { loaders }: IntelligenceContext): Promise<ActorType | null> {
    return loaders.actors.load(id);
  }

  @Query(() => ActorConnection, { description: 'Actors by their name.' })
  async actors(
    @Arg('search', () => String, { nullable: true, description: 'Part of an id or a name.' }) search: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session }: IntelligenceContext,
  ): Promise<Connection<ActorType>> {
    const page = readPageArgs(args);
    return connectionOf(await listActors(session, search ?? undefined, page), page, (actor) => actor);
  }

  @Query(() => SourceType, { nullable: true })
  async source(
    @Arg('id', () => ID) id: string,
    @Ctx() { loaders, session }: IntelligenceContext,
  ): Promise<SourceType | null> {
    const source = await loaders.sources.load(id);
    return source && showSource(source, session);
  }

  @Mutation(() => RegisterActorsPayload, {
    description: 'Introduces actors, or changes those that you introduced. Actors are public: they carry no marking.',
  })
  async registerActors(
    @Arg('input', () => RegisterActorsInput) { actors }: RegisterActorsInput,
    @Ctx() { session, viewer }: IntelligenceContext,
  ): Promise<RegisterActorsPayload> {
    const member = requireMember(viewer);
    if (actors.length === 0 || actors.length > maxActors)
      throw badInput('input.actors', `1 to ${String(maxActors)} actors`, actors.length);
    const outcomes = await registerActors(session, member, actors.map(readActor));
    const count = (outcome: ActorOutcome): number => outcomes.filter((each) => each === outcome).length;
    return {
      accepted: count('ACCEPTED'),
      updated: count('UPDATED'),
      unchanged: count('UNCHANGED'),
      refused: count('REFUSED'),
      results: outcomes.map((outcome, index) => ({ id: actors[index]?.id ?? '', outcome })),
    };
  }
}

function readActor({ id, label, uri, categories, jurisdictions, aliases }: ActorInput, index: number): NewActor {
  const field = `input.actors[${String(index)}]`;
  return {
    id: checkText(`${field}.id`, id, { max: 200 }),
    label: checkText(`${field}.label`, label, { max: 200 }),
    uri: uri ? checkUrl(`${field}.uri`, uri) : null,
    categories: checkWords(`${field}.categories`, categories),
    jurisdictions: checkWords(`${field}.jurisdictions`, jurisdictions),
    aliases: checkWords(`${field}.aliases`, aliases),
  };
}

function checkWords(field: string, words: readonly string[] | null | undefined): string[] {
  if (words && words.length > 500) throw badInput(field, 'at most 500 entries', words.length);
  return (words ?? []).map((word) => checkText(field, word, { max: 200 }));
}
