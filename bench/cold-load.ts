import type { Browser } from 'playwright-core'
import { settled } from '../test/browser/browser.ts'

const KINDS = ['script', 'stylesheet', 'font', 'document', 'fetch', 'image', 'other'] as const

const ROUNDS = 5

const list = (of: readonly number[]): string =>
  of
    .toSorted((a, b) => a - b)
    .map((one) => Math.round(one))
    .join(', ')

/** Loads a page with empty caches some times; prints when it first paints, when its map is drawn, and bytes. */
export async function coldLoad(
  browser: Browser,
  url: string,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  const paints: number[] = []
  const maps: number[] = []
  const bytes = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const context = await browser.newContext({ viewport: size, serviceWorkers: 'block' })
    // oxlint-disable-next-line no-await-in-loop
    const page = await context.newPage()
    const sizes: Promise<[string, number]>[] = []
    page.on('requestfinished', (request) => {
      const kind = request.resourceType()
      sizes.push(request.sizes().then(({ responseBodySize }) => [kind, responseBodySize]))
    })
    const began = performance.now()
    // oxlint-disable-next-line no-await-in-loop
    await page.goto(url)
    // oxlint-disable-next-line no-await-in-loop
    await settled(page)
    maps.push(performance.now() - began)
    // oxlint-disable-next-line no-await-in-loop
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    )
    paints.push(paint)
    bytes.clear()
    // oxlint-disable-next-line no-await-in-loop
    for (const [kind, length] of await Promise.all(sizes))
      bytes.set(kind, (bytes.get(kind) ?? 0) + length)
    // oxlint-disable-next-line no-await-in-loop
    await context.close()
  }
  console.log(`first contentful paint after ${list(paints)} ms`)
  console.log(`map drawn after ${list(maps)} ms; the first of them is computed, the others stored`)
  for (const kind of KINDS)
    if (bytes.has(kind)) console.log(`${kind}: ${(bytes.get(kind)! / 1000).toFixed(1)} kB`)
}
