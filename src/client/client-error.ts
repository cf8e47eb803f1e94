import type { ProblemCode } from '../api/problem-codes.ts'

/**
 * Why a question has no answer. The codes of a server are those of docs/api.md; `offline`: nobody
 * answers at the address; `timeout`: no answer in time; `not-understood`: an answer of another shape
 * than this client knows; `http-502` and the like: something else than Isotherm refused.
 */
export type ClientErrorCode =
  | ProblemCode
  | 'offline'
  | 'timeout'
  | 'not-understood'
  | `http-${number}`

/** An error with a code for programs; its message is a sentence for people. */
export interface ClientError extends Error {
  readonly name: 'IsothermError'
  readonly code: ClientErrorCode
  /** Of the answer, where there was one. */
  readonly status?: number
  /** The parameter that was wrong, where one was. */
  readonly field?: string
  /** What the message says in numbers. */
  readonly numbers?: Readonly<Record<string, number>>
}

type Parts = Omit<ClientError, 'name' | 'message' | 'stack' | 'cause'>

export const clientError = (message: string, parts: Parts, cause?: unknown): ClientError =>
  Object.assign(new Error(message, cause === undefined ? {} : { cause }), {
    name: 'IsothermError' as const,
    ...parts,
  })

/** Whether an error is one of this client. */
export const isClientError = (error: unknown): error is ClientError =>
  error instanceof Error && error.name === 'IsothermError' && 'code' in error
