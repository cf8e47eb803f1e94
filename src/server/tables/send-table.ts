import type { FastifyReply, FastifyRequest } from 'fastify'
import { MEDIA_TYPES } from '../../api/table/table.ts'
import type { TableFormat, TableOf } from '../../api/table/table.ts'
import { sendMade } from '../http/reply.ts'
import { tableBytes } from './table-bytes.ts'

/** An answer that is to be sent as a table. */
export interface AnswerAsTable<Answer> {
  readonly state: string
  readonly answer: () => Answer | Promise<Answer>
  readonly table: TableOf<Answer>
  readonly format: TableFormat
  /** Of the file, without its ending. */
  readonly name: string
}

export function sendTable<Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  { state, answer, table, format, name }: AnswerAsTable<Answer>,
): Promise<FastifyReply> {
  const isText = format === 'csv' || format === 'ndjson'
  reply.header('content-disposition', `attachment; filename="${name}.${format}"`)
  const make = async () => tableBytes(format, table.columns, table.rows(await answer()))
  return sendMade(
    request,
    reply,
    state,
    make,
    `${MEDIA_TYPES[format]}${isText ? '; charset=utf-8' : ''}`,
  )
}
