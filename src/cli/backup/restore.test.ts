import { createHash } from 'node:crypto'
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { ROUTES, tilePath } from '../../api/routes.ts'
import { instrumentsSchema, mapSchema } from '../../api/schema.ts'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import { MANIFEST, isSafe, manifestOf } from './backup-manifest.ts'
import { makeBackup } from './make-backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { openServer } from '../serve/serve.ts'
import { writeSimulated } from '../serve/simulated-folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-restore-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const at = (...names: readonly string[]): string => join(folder, ...names)

const MADE = { secrets: false, version: '0.1.0', created: new Date(Date.UTC(2026, 0, 1)) }

const FILES: Readonly<Record<string, string>> = {
  'isotherm.json': '{"venues":["bybit"]}',
  'journal/0000000000000001.log': 'a\nb\n',
  'paper/notes-00000001.log': 'note\n',
  'scores/x%3AY.json': '{}',
}

/** A backup of a few files. */
async function smallBackup(): Promise<string> {
  for (const [path, text] of Object.entries(FILES)) {
    // oxlint-disable no-await-in-loop
    await mkdir(join(at('data', path), '..'), { recursive: true })
    await writeFile(at('data', path), text)
    // oxlint-enable no-await-in-loop
  }
  await makeBackup({ data: at('data'), to: at('kept'), ...MADE })
  return at('kept')
}

/** Restoring fails with this sentence, and nothing is left of it. */
async function refuses(from: string, why: RegExp | string): Promise<void> {
  const before = await readdir(folder)
  await expect(restoreBackup(from, at('again'))).rejects.toThrow(why)
  expect(await readdir(folder)).toEqual(before)
}

test('what was saved comes back, byte for byte', async () => {
  await restoreBackup(await smallBackup(), at('again'))
  const names = (await readdir(at('again'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(at('again').length + 1))
  expect(names.sort()).toEqual(Object.keys(FILES).sort())
  // oxlint-disable-next-line no-await-in-loop
  for (const [path, text] of Object.entries(FILES))
    expect(await readFile(at('again', path), 'utf8')).toBe(text)
})

test('any byte that is another, in any file, refuses the whole', async () => {
  const kept = await smallBackup()
  const files = [...Object.keys(FILES), MANIFEST]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (path, where, change) => {
        const bytes = await readFile(join(kept, path))
        const damaged = Buffer.from(bytes)
        const i = where % bytes.length
        damaged[i] = damaged[i]! ^ change
        await writeFile(join(kept, path), damaged)
        try {
          // White space of the manifest says nothing.
          const says = (text: Buffer): unknown => {
            try {
              return JSON.stringify(JSON.parse(text.toString()))
            } catch {
              return undefined
            }
          }
          if (path !== MANIFEST || says(damaged) !== says(bytes))
            await refuses(kept, /cannot be restored/)
        } finally {
          await writeFile(join(kept, path), bytes)
        }
      },
    ),
    { numRuns: 150 },
  )
  await restoreBackup(kept, at('again'))
})

test('a file that is cut, gone, added or a link refuses the whole', async () => {
  const kept = await smallBackup()
  for (const path of [...Object.keys(FILES), MANIFEST]) {
    const text = await readFile(join(kept, path))
    await truncate(join(kept, path), text.length - 1)
    // The last sign of the manifest is the end of its line.
    if (path !== MANIFEST) await refuses(kept, /has \d+ of \d+ bytes/)
    await rm(join(kept, path))
    await refuses(kept, path === MANIFEST ? 'is no backup' : 'is missing')
    await symlink(at('data', 'isotherm.json'), join(kept, path))
    if (path !== MANIFEST) await refuses(kept, 'is no file')
    await rm(join(kept, path))
    await writeFile(join(kept, path), text)
  }
  await writeFile(join(kept, 'scores', 'more.json'), '')
  await refuses(kept, 'scores/more.json is not in its backup.json')
})

test('a newer layout, and names that lead elsewhere, are refused with a sentence', async () => {
  const kept = await smallBackup()
  const text = await readFile(join(kept, MANIFEST), 'utf8')
  await writeFile(join(kept, MANIFEST), text.replace('"version": 1', '"version": 2'))
  await refuses(kept, 'a newer Isotherm made it: its layout is version 2, this one knows 1')
  const sha256 = createHash('sha256').update('x').digest('hex')
  for (const path of [
    '../evil',
    'journal/../../evil',
    '/etc/evil',
    'journal//evil',
    'journal/./evil',
    'journal\\..\\evil',
    'C:/evil',
    'tiles/evil',
    'journal/\u0000',
    '',
  ]) {
    const file = { path, bytes: 1, sha256 }
    const { version: isotherm, secrets } = MADE
    const created = MADE.created.toISOString()
    // oxlint-disable no-await-in-loop
    await writeFile(join(kept, MANIFEST), manifestOf({ isotherm, secrets, created, files: [file] }))
    await refuses(kept, 'which is no place of a data folder')
    // oxlint-enable no-await-in-loop
  }
})

test('no name that is safe leaves the folder', () => {
  const step = fc.oneof(fc.constantFrom('..', '.', '', 'journal', 'a'), fc.string({ maxLength: 4 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const path = ['journal', ...steps].join('/')
      if (isSafe(path)) expect(join('/data', path)).toBe(`/data/${path}`)
    }),
  )
})

test('a folder that holds something is left as it is, and one cut off leaves nothing', async () => {
  const kept = await smallBackup()
  await mkdir(at('again'))
  await writeFile(at('again', 'mine'), 'mine')
  await refuses(kept, 'is not empty')
  expect(await readFile(at('again', 'mine'), 'utf8')).toBe('mine')
  await rm(at('again', 'mine'))
  let files = 0
  const cut = restoreBackup(kept, at('again'), async () => {
    if (++files === 3) throw new Error('cut off')
  })
  await expect(cut).rejects.toThrow('cut off')
  expect((await readdir(folder)).sort()).toEqual(['again', 'data', 'kept'])
  expect(await readdir(at('again'))).toEqual([])
  // What comes to be there meanwhile is not written over.
  const late = restoreBackup(kept, at('again'), () => writeFile(at('again', 'mine'), 'mine'))
  await expect(late).rejects.toThrow('not empty any more')
  expect(await readdir(at('again'))).toEqual(['mine'])
})

/** What a server over a data folder answers. */
async function answersOf(data: string): Promise<readonly (readonly [string, Buffer])[]> {
  const server = await openServer(
    ['--data', data, '--port', '0', '--offline', '--log-level', 'silent'],
    { out: () => undefined, err: () => undefined, readFile: () => '' },
  )
  onTestFinished(() => server.close())
  const get = async (path: string) => {
    const answer = await fetch(server.url + path)
    expect([path, answer.status]).toEqual([path, 200])
    return Buffer.from(await answer.arrayBuffer())
  }
  const listed = await get(ROUTES.instruments)
  const [first] = instrumentsSchema.parse(JSON.parse(listed.toString())).instruments
  const of = `instrument=${first!.id}&model=isotherm`
  const map = await get(`${ROUTES.map}?${of}`)
  const { version, to, buckets } = mapSchema.parse(JSON.parse(map.toString()))
  const bucket = buckets[0]!
  const x = Math.floor((to - bucket) / (bucket * TILE_SIZE))
  const y = Math.floor(Math.log(first!.lastPrice) / Math.log(1.0005) / TILE_SIZE)
  const paths = [
    tilePath(version, first!.id, 'isotherm', 'side', { bucket, zoom: 0, x, y }),
    tilePath(version, first!.id, 'isotherm', 'side', { bucket, zoom: 2, x, y: Math.floor(y / 4) }),
    `${ROUTES.levels}?${of}&time=${to}`,
    `${ROUTES.candles}?instrument=${first!.id}&from=${to - 100 * bucket}&to=${to}&interval=${bucket}`,
  ]
  const answers = await Promise.all(paths.map(async (path) => [path, await get(path)] as const))
  return [['instruments', listed], ['map', map], ...answers]
}

test('the product shows the same over what was restored: answers and tiles are equal in every byte', async () => {
  await writeSimulated(at('data', 'history'), { seed: 3, days: 2, regime: 'mixed' })
  await makeBackup({ data: at('data'), to: at('kept'), ...MADE })
  await restoreBackup(at('kept'), at('again'))
  const before = await answersOf(at('data'))
  // Tiles of the restored one are made anew.
  expect(await readdir(at('again'))).toEqual(['history'])
  expect(await answersOf(at('again'))).toEqual(before)
  expect(before.every(([, bytes]) => bytes.length > 20)).toBe(true)
  await cp(at('kept'), at('moved'), { recursive: true })
  await restoreBackup(at('moved'), at('third'))
})
