/** What of a data folder is kept, and how it can be copied while a server writes there. */
export interface BackupPart {
  /** A file or folder of the data folder. */
  readonly name: string
  /**
   * `whole`: files that are put in place by a rename, so what is read is the old or the new one.
   * `log`: files that are appended to, copied up to the last line that is on the disk.
   */
  readonly copy: 'whole' | 'log'
  /** Taken only where it is asked for: who has it can act for the operator. */
  readonly isSecret?: true
  /** Of such a folder only this file is secret. */
  readonly secretFile?: string
}

/**
 * In this order: what says how far something has come is copied before what it speaks of. Then a copy
 * says too little of it and never too much, and what it says too little of is done again at the next
 * start, as after a crash. Of the journal its note is copied before its segments (`NOTES_FIRST`).
 */
export const BACKUP_PARTS: readonly BackupPart[] = [
  { name: 'isotherm.json', copy: 'whole' },
  { name: 'access', copy: 'whole', isSecret: true },
  { name: 'backfill.json', copy: 'whole' },
  { name: 'feeds', copy: 'whole' },
  { name: 'risk-tiers.json', copy: 'whole' },
  { name: 'positions', copy: 'whole' },
  { name: 'journal', copy: 'log' },
  { name: 'history', copy: 'whole' },
  { name: 'scores', copy: 'whole' },
  { name: 'weights', copy: 'whole' },
  { name: 'signal-records', copy: 'whole' },
  { name: 'signal-memory', copy: 'whole' },
  { name: 'paper', copy: 'log' },
  { name: 'alerts', copy: 'log', secretFile: 'browsers.json' },
]

/** Names that come first in their folder. */
export const NOTES_FIRST = 'compacted'

/** Locks, and files of writes that are under way: they are of the moment. */
export const isOfTheMoment = (name: string): boolean =>
  name.startsWith('.') || name.endsWith('.unfinished')

export const isSecretPath = (path: string): boolean =>
  BACKUP_PARTS.some(
    ({ name, isSecret, secretFile }) =>
      (isSecret === true && path.startsWith(`${name}/`)) || path === `${name}/${secretFile}`,
  )
