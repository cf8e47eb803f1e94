/** A file that is being written. */
export interface DiskFile {
  /** Writes all the bytes behind what is there. */
  append(bytes: Uint8Array): Promise<void>
  /** Resolves when all that was appended is on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** All that the journal needs of a folder. Every call may fail with a system error. */
export interface JournalDisk {
  /** What the folder is called in messages. */
  readonly path: string
  /**
   * Makes the folder if it is missing and keeps every other process from writing in it. Resolves with
   * what gives it free. Rejects with a JournalRefusedError.
   */
  lock(): Promise<() => Promise<void>>
  /** Whether a process is writing the journal now. */
  isLocked(): Promise<boolean>
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>
  /** Makes a file that must not exist: fails with EEXIST. */
  create(name: string): Promise<DiskFile>
  read(name: string): AsyncIterable<Uint8Array>
  /** The first bytes of a file, fewer where it is shorter. */
  head(name: string, bytes: number): Promise<Uint8Array>
  /** Puts a small file in place at once, durably. */
  replace(name: string, text: string): Promise<void>
  /** Cuts a file, durably. */
  truncate(name: string, bytes: number): Promise<void>
  remove(name: string): Promise<void>
  /** Makes what was created and removed durable. */
  syncFolder(): Promise<void>
  space(): Promise<DiskSpace>
}

export interface DiskSpace {
  /** Bytes that may still be written, and the size of the whole disk. */
  readonly free: number
  readonly total: number
}
