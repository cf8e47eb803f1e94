import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { timeSchema } from '../market/schema.ts'
import { replaceFile } from '../store/durable-file.ts'
import { mergeSpans } from './spans.ts'
import type { TimeSpan } from './spans.ts'

/** What of each series venues have answered, over restarts: a hole they do not serve is asked for once. */
export interface Answered {
  /** @param series instrument and kind of data */
  of(series: string): readonly TimeSpan[]
  /** Resolves when it is on the disk. Call it after what was answered is stored. */
  add(series: string, span: TimeSpan): Promise<void>
}

const schema = z.strictObject({
  version: z.literal(1),
  series: z.record(z.string(), z.array(z.tuple([timeSchema, timeSchema]))),
})

/**
 * Opens the file, or begins a new one where it is missing or cannot be read: asking twice costs
 * requests, the history takes rows once.
 */
export async function openAnswered(
  path: string,
  onProblem: (message: string) => void,
): Promise<Answered> {
  const known = new Map<string, readonly TimeSpan[]>()
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) {
    const read = parse(text)
    if (read === undefined) onProblem(`${path} cannot be read: the back-fill begins anew`)
    for (const [series, spans] of Object.entries(read?.series ?? {}))
      known.set(
        series,
        spans.map(([from, to]) => ({ from, to })),
      )
  }
  let writing: Promise<void> = Promise.resolve()

  return {
    of: (series) => known.get(series) ?? [],
    add(series, span) {
      known.set(series, mergeSpans([...(known.get(series) ?? []), span]))
      const write = async () => {
        const entries = [...known].map(
          ([name, spans]) => [name, spans.map(({ from, to }) => [from, to])] as const,
        )
        const content = JSON.stringify({ version: 1, series: Object.fromEntries(entries) })
        await replaceFile(path, (unfinished) => writeFile(unfinished, content))
      }
      writing = writing.then(write, write)
      return writing
    },
  }
}

function parse(text: string): z.infer<typeof schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
