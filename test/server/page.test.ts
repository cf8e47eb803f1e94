import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { readPageFiles } from '../../src/server/http/page-files.ts'
import { fakeServer } from './serve-fixture.ts'

async function withPage() {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-page-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'web', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html><title>Isotherm</title>')
  await writeFile(join(folder, 'web', 'assets', 'app-1a2b.js'), 'export {}\n'.repeat(500))
  await writeFile(join(folder, 'web', 'logo.png'), 'not really a picture')
  await symlink(join(folder, 'secret.txt'), join(folder, 'web', 'link.txt'))
  return fakeServer({ page: await readPageFiles(join(folder, 'web')) })
}

test('the page is served with its type, revalidated; hashed assets for ever', async () => {
  const { app } = await withPage()
  const page = await app.inject('/?view=1')
  expect(page.body).toContain('<title>Isotherm</title>')
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
  })
  expect((await app.inject('/index.html')).body).toBe(page.body)
  const known = await app.inject({
    url: '/',
    headers: { 'if-none-match': String(page.headers.etag) },
  })
  expect(known.statusCode).toBe(304)
  const script = await app.inject('/assets/app-1a2b.js')
  expect(script.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  })
})

test('text is compressed, pictures are sent as they are', async () => {
  const { app } = await withPage()
  const headers = { 'accept-encoding': 'br' }
  const script = await app.inject({ url: '/assets/app-1a2b.js', headers })
  expect(script.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(script.rawPayload).toString()).toBe('export {}\n'.repeat(500))
  const picture = await app.inject({ url: '/logo.png', headers })
  expect(picture.headers['content-encoding']).toBeUndefined()
  expect(picture.body).toBe('not really a picture')
})

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/../../secret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/link.txt',
  '/assets',
  '/assets/',
  '//index.html',
  '/INDEX.HTML',
  '/index.html/',
  '/index.html%00.js',
  '/constructor',
  '/__proto__',
])('%s is no file of the page', async (path) => {
  const { app } = await withPage()
  const answer = await app.inject(path)
  expect([400, 404]).toContain(answer.statusCode)
  expect(answer.body).not.toContain('secret\n')
  expect(answer.json()).toMatchObject({ status: answer.statusCode })
})

test('a page that is not there is no error at the start', async () => {
  expect((await readPageFiles(join(tmpdir(), 'isotherm-nowhere'))).size).toBe(0)
})
