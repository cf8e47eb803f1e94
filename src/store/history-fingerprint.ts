import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { relative } from 'node:path'

/** Hashes the contents of files; a file that has not changed since is not read again. */
export class ContentHashes {
  readonly #known = new Map<string, { readonly seen: string; readonly hash: string }>()

  /** One hash over the names (below `root`) and contents of files, in the order given. */
  async of(root: string, paths: readonly string[]): Promise<string> {
    const all = createHash('sha256')
    for (const path of paths) {
      // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
      all.update(`${relative(root, path).replaceAll('\\', '/')} ${await this.#ofFile(path)}\n`)
    }
    return all.digest('hex').slice(0, 32)
  }

  /** A text that changes when any of the files is written anew; nothing is read. */
  async ofStats(paths: readonly string[]): Promise<string> {
    return (await Promise.all(paths.map(async (path) => `${path} ${await state(path)}`))).join('\n')
  }

  async #ofFile(path: string): Promise<string> {
    const seen = await state(path)
    const known = this.#known.get(path)
    if (known?.seen === seen) return known.hash
    const hash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    this.#known.set(path, { seen, hash })
    return hash
  }
}

async function state(path: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true })
  return `${size} ${mtimeNs} ${ino}`
}
