/** Exit code of a program whose surroundings are set up wrongly: EX_CONFIG of sysexits.h. */
const EX_CONFIG = 78

/** The journal cannot be used as it is set up. The message is one line for the user. */
export class JournalRefusedError extends Error {
  readonly exitCode = EX_CONFIG
}

/** The code of a failed system call, like ENOSPC; undefined where the error is none. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/** What is told of an error: its first line. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] as string

const FAILURES: Readonly<Record<string, string>> = {
  ENOSPC: 'disk full',
  EDQUOT: 'disk quota reached',
  EIO: 'disk error',
  EROFS: 'disk is read-only',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
}

/** Why nothing can be written, in a few plain words: the cause of a gap. */
export const failureOf = (error: unknown): string =>
  FAILURES[errorCode(error) ?? ''] ?? `disk refuses: ${reason(error)}`
