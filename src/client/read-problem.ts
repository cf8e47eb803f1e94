import { problemSchema } from '../api/schema.ts'

/** What a server says that refuses. */
export interface Refusal {
  readonly code: string
  /** A plain sentence. */
  readonly detail: string
  readonly numbers?: Readonly<Record<string, number>>
}

/** problem+json as it is; anything else by its status alone, never its body. */
export function readProblem(status: number, body: unknown): Refusal {
  const problem = problemSchema.safeParse(body)
  if (!problem.success) return { code: `http-${status}`, detail: `The server answered ${status}.` }
  const { code, detail, numbers } = problem.data
  return { code, detail, ...(numbers && { numbers }) }
}
