import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { InstrumentId } from '../../market/instrument.ts'
import { replaceFile } from '../../store/durable-file.ts'

/** One JSON file an instrument, of what may be lost and is then made again. */
export interface InstrumentFiles<Content> {
  /** Undefined where there is none, or where it cannot be read: that is counted and told. */
  read(instrument: InstrumentId): Promise<Content | undefined>
  /** Resolves when it is on the disk: a reader sees the old file or the new one. */
  write(instrument: InstrumentId, content: Content): Promise<void>
  /** Removes the file of an instrument, where there is one. */
  remove(instrument: InstrumentId): Promise<void>
  /** Another text whenever a file was replaced; undefined where there is none. */
  state(instrument: InstrumentId): Promise<string | undefined>
  /** How many could not be read. */
  readonly unreadable: number
}

export interface InstrumentFilesOptions<Content> {
  readonly directory: string
  readonly schema: z.ZodType<Content>
  /** What a file holds, as told to people: `score`. */
  readonly what: string
  readonly instrumentOf: (content: Content) => InstrumentId
  readonly onProblem: (message: string) => void
}

export function openInstrumentFiles<Content>({
  directory,
  schema,
  what,
  instrumentOf,
  onProblem,
}: InstrumentFilesOptions<Content>): InstrumentFiles<Content> {
  let unreadable = 0
  // A symbol may hold a slash, and no file name should hold a colon.
  const pathOf = (id: InstrumentId) => join(directory, `${encodeURIComponent(id)}.json`)
  function refuse(problem: string): undefined {
    unreadable++
    onProblem(problem)
  }
  return {
    async read(instrument) {
      const path = pathOf(instrument)
      try {
        const content = parse(schema, await readFile(path, 'utf8'))
        if (content !== undefined && instrumentOf(content) === instrument) return content
        return refuse(`${path} is no ${what} of ${instrument}: it is made again`)
      } catch (error) {
        if (isMissing(error)) return undefined
        return refuse(`cannot read ${path}: ${String(error)}`)
      }
    },
    write: (instrument, content) =>
      replaceFile(pathOf(instrument), (unfinished) =>
        writeFile(unfinished, JSON.stringify(content)),
      ),
    remove: (instrument) => rm(pathOf(instrument), { force: true }),
    async state(instrument) {
      try {
        const { ino, mtimeMs, size } = await stat(pathOf(instrument))
        return `${ino} ${mtimeMs} ${size}`
      } catch (error) {
        // Reading it tells what else is wrong.
        return isMissing(error) ? undefined : 'unreadable'
      }
    },
    get unreadable() {
      return unreadable
    },
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

function parse<Content>(schema: z.ZodType<Content>, text: string): Content | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
