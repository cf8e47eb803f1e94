import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BACKUP_PARTS } from './backup-parts.ts'

/** The file of a backup that says what else is in it. */
export const MANIFEST = 'backup.json'

/** Of the layout of a backup. A newer one is refused. */
export const BACKUP_VERSION = 1

const FORMAT = 'isotherm-backup'

const fileSchema = z.strictObject({
  /** Below the folder, with slashes. */
  path: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const contentSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(BACKUP_VERSION),
  /** Version of Isotherm that made it. */
  isotherm: z.string(),
  /** When it was begun. */
  created: z.iso.datetime(),
  secrets: z.boolean(),
  files: z.array(fileSchema),
})

const manifestSchema = contentSchema.extend({ sha256: z.string() })

export type BackedFile = z.infer<typeof fileSchema>
export type BackupContent = z.infer<typeof contentSchema>

/** What a manifest says without its own checksum, as that is made of it. */
const digestOf = (content: BackupContent): string =>
  createHash('sha256')
    .update(JSON.stringify(contentSchema.parse(content)))
    .digest('hex')

/** The manifest's text. */
export function manifestOf(content: Omit<BackupContent, 'format' | 'version'>): string {
  const whole: BackupContent = { format: FORMAT, version: BACKUP_VERSION, ...content }
  return `${JSON.stringify({ ...contentSchema.parse(whole), sha256: digestOf(whole) }, null, 1)}\n`
}

/** Reads a manifest. Throws an Error of one sentence where it cannot be trusted. */
export function readManifest(text: string): BackupContent {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`its ${MANIFEST} is damaged: it is no JSON`)
  }
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown }
  if (format !== FORMAT) throw new Error(`its ${MANIFEST} is of no backup`)
  if (typeof version === 'number' && version > BACKUP_VERSION)
    throw new Error(
      `a newer Isotherm made it: its layout is version ${version}, this one knows ${BACKUP_VERSION}`,
    )
  const read = manifestSchema.safeParse(value)
  if (!read.success) throw new Error(`its ${MANIFEST} is damaged: it does not say what it must`)
  const { sha256, ...content } = read.data
  if (sha256 !== digestOf(content))
    throw new Error(`its ${MANIFEST} is damaged: its checksum is wrong`)
  const paths = content.files.map(({ path }) => path)
  for (const path of paths)
    if (!isSafe(path))
      throw new Error(
        `its ${MANIFEST} names ${JSON.stringify(path)}, which is no place of a data folder`,
      )
  if (new Set(paths).size < paths.length) throw new Error(`its ${MANIFEST} names a file twice`)
  return content
}

/** Whether a name stays within the data folder, and within what a backup may hold. */
export function isSafe(path: string): boolean {
  const steps = path.split('/')
  const [part] = steps
  return (
    BACKUP_PARTS.some(({ name }) => name === part) &&
    steps.every((step) => step !== '' && step !== '.' && step !== '..') &&
    // oxlint-disable-next-line no-control-regex -- such as cut names off elsewhere
    !/[\\\u0000-\u001f]/.test(path)
  )
}
