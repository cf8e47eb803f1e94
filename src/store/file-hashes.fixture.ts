import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Every file of a folder and its subfolders, with a hash of its bytes. */
export async function fileHashes(root: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = async (name: string): Promise<[string, string]> => [
    name.slice(root.length + 1),
    createHash('sha256')
      .update(await readFile(name))
      .digest('hex'),
  ]
  return Object.fromEntries(await Promise.all(names.map(hash)))
}
