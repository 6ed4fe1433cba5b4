import 'reflect-metadata';
import { type ClassType, Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType, type Connection } from '../graphql/connection.js';
import { enumOf } from '../graphql/marking.type.js';
import { type RecallReason, recallReasons, type RecallState, recallStates } from './recall-vocabulary.js';

export const RecallReasonEnum = enumOf<RecallReason>(recallReasons);
export const RecallStateEnum = enumOf<RecallState>(recallStates);

registerEnumType(RecallReasonEnum, {
  name: 'RecallReason',
  description: 'Why a record that was read has to be dropped.',
  valuesConfig: {
    SENSITIVE: { description: 'It harms somebody. The same content is not taken from you again.' },
    MARKING_NARROWED: {
      description: 'Its originator shares it more narrowly now. What you still find in the hub you may keep.',
    },
  },
});
registerEnumType(RecallStateEnum, {
  name: 'RecallState',
  description: 'How far a recall has come with its reader.',
  valuesConfig: {
    ISSUED: { description: 'It has not reached its reader yet.' },
    DELIVERED: { description: 'Its reader has seen it.' },
    ACKNOWLEDGED: { description: 'Its reader says that it has dropped the record.' },
  },
});

/** A member as a recall names it. */
export interface RecallMember {
  readonly id: string;
}

export interface Recall {
  readonly id: string;
  readonly recordType: string;
  readonly record: string;
  readonly version: number;
  readonly reason: RecallReason;
  readonly state: RecallState;
  readonly issuedAt: Date;
  readonly deliveredAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly reader: RecallMember;
  readonly originator: RecallMember | null;
}

/** The types of a subgraph's recalls. @internal */
export interface RecallTypes {
  readonly recall: ClassType<Recall>;
  readonly connection: ClassType<Connection<Recall>>;
}

/**
 * The types of recalls, equal in every subgraph, around the subgraph's own class for members.
 *
 * @param member - class of the type `Member`, whose key is `id`
 */
export function recallTypes(member: () => ClassType<RecallMember>): RecallTypes {
  @ObjectType('Recall', {
    description: 'That an institution which has read a record, marked AMBER or more narrowly, must drop it.',
  })
  @Directive('@shareable')
  class RecallType implements Recall {
    @Field(() => ID)
    id!: string;

    @Field(() => String, { description: 'Name of the type of the record, such as "Incident".' })
    recordType!: string;

    @Field(() => ID, { description: 'Id of the record.' })
    record!: string;

    @Field(() => Int, { description: 'What was read before this version is to be dropped.' })
    version!: number;

    @Field(() => RecallReasonEnum)
    reason!: RecallReason;

    @Field(() => RecallStateEnum)
    state!: RecallState;

    @Field(() => Date)
    issuedAt!: Date;

    @Field(() => Date, { nullable: true, description: 'When its reader saw it first.' })
    deliveredAt!: Date | null;

    @Field(() => Date, { nullable: true })
    acknowledgedAt!: Date | null;

    @Field(() => ID, { nullable: true, description: 'The caller, by the pseudonym under which it is known here.' })
    acknowledgedBy!: string | null;

    @Field(member, { description: 'The institution that must drop the record.' })
    reader!: RecallMember;

    @Field(member, {
      nullable: true,
      description: 'Null when the originator does not show its name, except to itself.',
    })
    originator!: RecallMember | null;
  }

  const connection = connectionType('Recall', () => RecallType, { isShareable: true });
  return { recall: RecallType, connection };
}
