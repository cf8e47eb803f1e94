/** Where a command reads and writes. */
export interface CommandIo {
  /** Writes text as it is; lines end with their own newline. */
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly readFile: (path: string) => string
}

/** Runs with the arguments after its name; resolves with the exit code. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<number> | number
