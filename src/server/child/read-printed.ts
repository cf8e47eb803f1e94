import type { z } from 'zod'
import type { InstrumentId } from '../../market/instrument.ts'

/**
 * Reads what a process has printed of an instrument. Throws an Error of one sentence where it is no
 * such thing.
 * @param what is expected, as told to people: `a score`
 */
export function readPrinted<Content extends { readonly instrument: InstrumentId }>(
  text: string,
  schema: z.ZodType<Content>,
  what: string,
  instrument: InstrumentId,
): Content {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error('the process did not print JSON')
  }
  const { data, error } = schema.safeParse(json)
  if (data === undefined) {
    const [issue] = error!.issues
    throw new Error(
      `the process did not print ${what}: ${issue?.path.join('.')}: ${issue?.message}`,
    )
  }
  if (data.instrument !== instrument)
    throw new Error(`the process printed ${what} of ${data.instrument} instead`)
  return data
}
