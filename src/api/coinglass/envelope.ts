import { z } from 'zod'

/** What every answer is wrapped in. The code is a text: clients compare it with `'0'`. */

export const CODES = ['400', '401', '404', '405', '408', '422', '429', '500'] as const
export type RefusalCode = (typeof CODES)[number]

export const refusalSchema = z.strictObject({ code: z.enum(CODES), msg: z.string().min(1) })
export type Refusal = z.infer<typeof refusalSchema>

/** The schema of an answer that holds `data`. */
export const answerOf = <Data extends z.ZodType>(data: Data) =>
  z.strictObject({ code: z.literal('0'), msg: z.literal('success'), data })

export const answered = <Data>(data: Data) => ({ code: '0', msg: 'success', data }) as const

/** An error that is answered as it is, with one plain sentence for the person who asked. */
export interface RefusalError extends Error {
  readonly refusal: Refusal
}

export const refusal = (code: RefusalCode, msg: string): RefusalError =>
  Object.assign(new Error(msg), { refusal: { code, msg } })

export const isRefusal = (error: unknown): error is RefusalError =>
  error instanceof Error && 'refusal' in error
