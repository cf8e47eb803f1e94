import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isMissing, writePrivate } from './key-file.ts'
import { keySchema } from './key.ts'

/** A page that was let in with a key. */
const keptSchema = z.strictObject({
  /** SHA-256 of the text that the page has: of 256 random bits nothing slower is needed. */
  hash: z.string().regex(/^[\w-]{43}$/),
  key: keySchema.pick({ id: true, hash: true }),
  until: z.number(),
})
export type Session = Readonly<z.infer<typeof keptSchema>>

const fileSchema = z.strictObject({ format: z.literal(1), sessions: z.array(keptSchema) })

/** Where sessions outlast the process that they began in. */
export interface SessionFile {
  /** Those of before. */
  readonly found: readonly Session[]
  /** Keeps these and no others. */
  keep(sessions: readonly Session[]): void
}

/** The same as it is open on a disk. */
export interface OpenSessionFile extends SessionFile {
  /** Waits until all is written. */
  close(): Promise<void>
}

/** Opens `sessions.json` of a folder, which the server alone writes. One that is damaged has no session. */
export async function openSessionFile(
  folder: string,
  onProblem: (message: string) => void,
): Promise<OpenSessionFile> {
  const path = join(folder, 'sessions.json')
  let writing = Promise.resolve()
  return {
    found: await readSessions(path, onProblem),
    keep(sessions) {
      writing = writing
        .then(() => writePrivate(path, { format: 1, sessions }))
        .catch((error: Error) => onProblem(`sessions of pages are not kept: ${error.message}`))
    },
    close: () => writing,
  }
}

async function readSessions(
  path: string,
  onProblem: (message: string) => void,
): Promise<readonly Session[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8'))).sessions
  } catch (error) {
    if (!isMissing(error)) onProblem(`${path} cannot be read: pages have to log in anew`)
    return []
  }
}
