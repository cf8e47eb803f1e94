import type { z } from 'zod'
import type { ParameterSchema } from '../api/operations/operation.ts'
import type { KnownOperation } from '../api/operations/table.ts'
import type { Tile } from '../heatmap/tile-codec.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'

/** What can be asked and what is answered, read off the table of operations: a client cannot drift from it. */

/** What ends: the stream is followed by `live`. */
type Ending = Exclude<KnownOperation, { readonly lines: unknown }>
type Of<Method> = Extract<Ending, { readonly method: Method }>

/** Names of what is read, and of what is sent. */
export type GetId = Of<'GET'>['id']
export type PostId = Of<'POST'>['id']

export type OperationOf<Id extends string> = Extract<KnownOperation, { readonly id: Id }>

/** A value as a caller has it: ids are texts. */
type Spoken<Value> = Value extends InstrumentId | VenueId ? string : Value

/** Parameters as they are read, which may be left out where their texts may be. A table is no answer for it. */
type ParametersOf<Schema> =
  Schema extends ParameterSchema<infer Value, infer Given>
    ? string extends keyof Given
      ? unknown
      : {
          readonly [Name in keyof Given as Exclude<Name, 'format'>]:
            | Spoken<Value[Name & keyof Value]>
            | (undefined extends Given[Name] ? undefined : never)
        }
    : unknown

/** What an operation is asked with. */
export type Asked<Id extends GetId> = ParametersOf<OperationOf<Id>['inPath']> &
  ParametersOf<OperationOf<Id>['inQuery']>

/** Whether something must be asked with it: then it cannot be left out. */
export type Arguments<Id extends GetId, Last> =
  Partial<Asked<Id>> extends Asked<Id>
    ? [parameters?: Asked<Id>, options?: Last]
    : [parameters: Asked<Id>, options?: Last]

/** The body that an operation takes. */
export type BodyOf<Id extends PostId> =
  OperationOf<Id> extends { readonly body: infer Schema extends z.ZodType }
    ? z.input<Schema>
    : never

/** What an operation answers: a tile decoded, what is no JSON as text. */
export type AnswerOf<Id extends string> = Id extends 'tile'
  ? Tile
  : OperationOf<Id> extends { readonly answer: infer Schema }
    ? Schema extends z.ZodType<infer Answer>
      ? Answer
      : string
    : never
