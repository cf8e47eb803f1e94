import type { Problem } from '../../api/schema.ts'
import { PROBLEMS } from '../../api/problem-codes.ts'
import type { ProblemCode } from '../../api/problem-codes.ts'

export { PROBLEMS }
export type { ProblemCode }

/** What a problem may say beyond its sentence. */
export type ProblemNumbers = Readonly<Record<string, number>>

/** An error that is answered as it is, not as a mistake of the server. */
export interface ProblemError extends Error {
  readonly problem: Problem
}

/** The answer for a code, as RFC 9457 problem details (https://www.rfc-editor.org/rfc/rfc9457). */
export function problemAnswer(
  code: ProblemCode,
  detail: string,
  numbers?: ProblemNumbers,
): Problem {
  const { status, title } = PROBLEMS[code]
  const answer = { type: `urn:isotherm:problem:${code}`, title, status, code, detail }
  return numbers === undefined ? answer : { ...answer, numbers }
}

/** An error to throw from a route: `detail` is one plain sentence for the person who asked. */
export function problem(code: ProblemCode, detail: string, numbers?: ProblemNumbers): ProblemError {
  return Object.assign(new Error(detail), { problem: problemAnswer(code, detail, numbers) })
}

export const isProblem = (error: unknown): error is ProblemError =>
  error instanceof Error && 'problem' in error
