import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { HOUR } from '../../src/market/units.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILT = join(ROOT, 'node_modules/.cache/isotherm-built-page')

/** What the page is made of: any change of it makes another page. */
const INPUTS = ['src', 'docs', 'scripts', 'vite.config.ts', 'package-lock.json']

/**
 * The page as `npm run build` makes it, in a folder of its own. It is built once for all test files
 * and kept until something that it is made of changes.
 * @returns the folder
 */
export async function buildPage(): Promise<string> {
  const folder = join(BUILT, hashOf(INPUTS))
  if (existsSync(folder)) return folder
  await mkdir(BUILT, { recursive: true })
  await removeOld()
  const building = await mkdtemp(join(BUILT, 'building-'))
  const { NODE_ENV } = process.env
  // The test runner's own would build in the parts of Solid that are for development.
  process.env['NODE_ENV'] = 'production'
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'error',
    build: { outDir: building, emptyOutDir: true },
  }).finally(() => {
    if (NODE_ENV !== undefined) process.env['NODE_ENV'] = NODE_ENV
  })
  // Whole at once: another test file that builds the same meanwhile finds all of it or nothing.
  const isFirst = await rename(building, folder).then(
    () => true,
    () => false,
  )
  if (!isFirst) await rm(building, { recursive: true })
  return folder
}

/** Removes the pages of a while ago; a younger one may be in use by another run. */
async function removeOld(): Promise<void> {
  for (const name of await readdir(BUILT)) {
    // Another run may be removing the same.
    const made = await stat(join(BUILT, name)).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > 2 * HOUR)
      await rm(join(BUILT, name), { recursive: true, force: true })
  }
}

function hashOf(inputs: readonly string[]): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    hash.update(path).update(readFileSync(join(ROOT, path)))
  }
  for (const input of inputs)
    if (!/\.\w+$/.test(input))
      for (const path of readdirSync(join(ROOT, input), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.\w+$/.test(name) && !name.includes('.test.'))
        .toSorted())
        add(join(input, path))
    else add(input)
  return hash.digest('hex').slice(0, 16)
}
