import type { DiskFile, DiskSpace, JournalDisk } from './disk.ts'

/** A call to the disk, as a fault is decided by it. */
export interface DiskCall {
  /** Counts up from 1. */
  readonly number: number
  readonly name: string
  readonly file: string
}

/** A system error as Node throws it. */
export const systemError = (code: string, what = 'call'): Error =>
  Object.assign(new Error(`${code}: ${what}`), { code })

interface MemoryFile {
  data: Buffer
  /** Bytes that the kernel holds for clean: on the disk, unless an fsync that failed has lost them. */
  clean: number
  readonly lost: (readonly [from: number, to: number])[]
}

const BLOCK = 64

/**
 * A disk in memory that can be told to fail, to be full and to lose its power. It keeps apart what
 * processes see and what is on the platter. An fsync that fails loses what was waiting, and the next
 * one succeeds all the same, as Linux does it (https://lwn.net/Articles/752063/).
 */
export class MemoryDisk implements JournalDisk {
  readonly path = 'memory'
  /** The code of the error that a call ends with, 'die' for never; none for one that works. */
  fault: (call: DiskCall) => string | undefined = () => undefined
  capacity = Number.POSITIVE_INFINITY
  readonly calls: DiskCall[] = []
  #files = new Map<string, MemoryFile>()
  #durable = new Map<string, MemoryFile>()

  async #call(name: string, file = ''): Promise<void> {
    const call = { number: this.calls.length + 1, name, file }
    this.calls.push(call)
    const code = this.fault(call)
    if (code === 'die') await new Promise(() => {})
    if (code !== undefined) throw systemError(code, `${name} ${file}`)
  }

  #used(): number {
    return [...this.#files.values()].reduce((sum, { data }) => sum + data.length, 0)
  }

  #find(name: string): MemoryFile {
    const file = this.#files.get(name)
    if (file === undefined) throw systemError('ENOENT', name)
    return file
  }

  lock(): Promise<() => Promise<void>> {
    return Promise.resolve(() => Promise.resolve())
  }

  isLocked(): Promise<boolean> {
    return Promise.resolve(false)
  }

  async list() {
    await this.#call('list')
    return [...this.#files].map(([name, { data }]) => ({ name, bytes: data.length }))
  }

  async create(name: string): Promise<DiskFile> {
    await this.#call('create', name)
    if (this.#files.has(name)) throw systemError('EEXIST', name)
    const file: MemoryFile = { data: Buffer.alloc(0), clean: 0, lost: [] }
    this.#files.set(name, file)
    return {
      append: async (bytes) => {
        const room = Math.max(0, this.capacity - this.#used())
        let failed: unknown
        await this.#call('append', name).catch((error: unknown) => (failed = error))
        // A write that fails may have written a part.
        const part = failed === undefined ? bytes.length : bytes.length >> 1
        file.data = Buffer.concat([file.data, bytes.subarray(0, Math.min(part, room))])
        if (failed !== undefined) throw failed
        if (bytes.length > room) throw systemError('ENOSPC', name)
      },
      sync: async () => {
        try {
          await this.#call('sync', name)
        } catch (error) {
          if (file.clean < file.data.length) file.lost.push([file.clean, file.data.length])
          throw error
        } finally {
          file.clean = file.data.length
        }
      },
      close: () => this.#call('close', name),
    }
  }

  async *read(name: string) {
    await this.#call('read', name)
    const { data } = this.#find(name)
    for (let at = 0; at < data.length; at += BLOCK) yield data.subarray(at, at + BLOCK)
  }

  async head(name: string, bytes: number) {
    await this.#call('head', name)
    return this.#find(name).data.subarray(0, bytes)
  }

  async replace(name: string, text: string) {
    await this.#call('replace', name)
    this.put(name, Buffer.from(text))
  }

  async truncate(name: string, bytes: number) {
    await this.#call('truncate', name)
    const file = this.#find(name)
    file.data = file.data.subarray(0, bytes)
    file.clean = bytes
  }

  async remove(name: string) {
    await this.#call('remove', name)
    this.#find(name)
    this.#files.delete(name)
  }

  async syncFolder() {
    await this.#call('syncFolder')
    this.#durable = new Map(this.#files)
  }

  async space(): Promise<DiskSpace> {
    await this.#call('space')
    const total = Number.isFinite(this.capacity) ? this.capacity : 1e12
    return { free: total - this.#used(), total }
  }

  /** Files by name, as processes see them. */
  names(): readonly string[] {
    return [...this.#files.keys()].sort()
  }

  bytes(name: string): Buffer {
    return this.#find(name).data
  }

  /** Puts a file on the disk, durably. */
  put(name: string, data: Buffer): void {
    const file = { data: Buffer.from(data), clean: data.length, lost: [] }
    this.#files.set(name, file)
    this.#durable.set(name, file)
  }

  /** The disk after a kill of the process: what it had written is there. */
  afterKill(): MemoryDisk {
    const disk = new MemoryDisk()
    for (const [name, { data }] of this.#files) disk.put(name, data)
    return disk
  }

  /**
   * The disk after a power cut: what was not fsynced is there in part, block by block, or not at all.
   * @param chance uniform in [0, 1)
   */
  afterPowerCut(chance: () => number): MemoryDisk {
    const disk = new MemoryDisk()
    for (const [name, file] of new Map([...this.#files, ...this.#durable])) {
      if (this.#durable.get(name) !== file && chance() < 0.5) continue
      const unsure = file.data.length - file.clean
      const length = file.clean + Math.floor(chance() * (unsure + 1))
      const data = Buffer.from(file.data.subarray(0, length))
      for (const [from, to] of file.lost) data.fill(0, from, Math.min(to, length))
      for (let at = file.clean; at < length; at += BLOCK)
        if (chance() < 0.3) data.fill(0, at, Math.min(at + BLOCK, length))
      disk.put(name, data)
    }
    return disk
  }
}
