import { describe, expect, test } from 'vitest'
import { ROUTES } from '../../api/routes.ts'
import { createKeepingFetch, forgetAnswers, keptAt, neverChanges } from './answer-store.ts'

/** A browser's stores, as far as they are used: one, by address. */
function fakeCaches() {
  const kept = new Map<string, Response>()
  const store = {
    match: async (path: string) => kept.get(path)?.clone(),
    put: async (path: string, response: Response) => void kept.set(path, response),
    keys: async () => [],
  }
  const caches = {
    open: async () => store,
    delete: async () => kept.clear(),
  } as unknown as CacheStorage
  return { caches, kept }
}

/** A fetch whose answers are set by hand: undefined is a server out of reach. */
function serverOf(caches: CacheStorage | undefined) {
  const server: { answer: (() => Response) | undefined } = { answer: undefined }
  const ask = createKeepingFetch(async () => {
    if (server.answer === undefined) throw new TypeError('Failed to fetch')
    return server.answer()
  }, caches)
  return {
    server,
    ask: (path: string, signal?: AbortSignal) => ask(path, signal ? { signal } : {}),
  }
}

const PATH = `${ROUTES.map}?instrument=binance:BTCUSDT`

describe('answers that are kept', () => {
  test('are given while the server is out of reach, with when they came', async () => {
    const { caches, kept } = fakeCaches()
    const { server, ask } = serverOf(caches)
    const before = Date.now()
    server.answer = () => Response.json({ a: 1 })
    const fresh = await ask(PATH)
    expect(keptAt(fresh)).toBeUndefined()
    expect(await fresh.json()).toEqual({ a: 1 })
    await expect.poll(() => kept.size).toBe(1)
    server.answer = undefined
    const old = await ask(PATH)
    expect(keptAt(old)).toBeGreaterThanOrEqual(before)
    expect(await old.json()).toEqual({ a: 1 })
    await expect(ask(`${PATH}&model=other`)).rejects.toThrow('Failed to fetch')
  })

  test('are never refusals, mistakes or single cells, and never in place of what the server says', async () => {
    const { caches, kept } = fakeCaches()
    const { server, ask } = serverOf(caches)
    server.answer = () => Response.json({ a: 1 })
    await ask(`${ROUTES.cell}?price=1`)
    await ask(PATH)
    await expect.poll(() => [...kept.keys()]).toEqual([PATH])
    for (const status of [404, 500, 503]) {
      server.answer = () => Response.json({ status }, { status })
      const refused = await ask(PATH)
      expect([refused.status, keptAt(refused)]).toEqual([status, undefined])
    }
    server.answer = undefined
    expect(await (await ask(PATH)).json()).toEqual({ a: 1 })
  })

  test('are not given to a request that was aborted', async () => {
    const { caches, kept } = fakeCaches()
    const { server, ask } = serverOf(caches)
    server.answer = () => Response.json({ a: 1 })
    await ask(PATH)
    await expect.poll(() => kept.size).toBe(1)
    server.answer = undefined
    await expect(ask(PATH, AbortSignal.abort())).rejects.toThrow('Failed to fetch')
  })

  test('are gone once they are forgotten, and so is what was asked before', async () => {
    const { caches, kept } = fakeCaches()
    const { server, ask } = serverOf(caches)
    server.answer = () => Response.json({ a: 1 })
    await ask(PATH)
    await expect.poll(() => kept.size).toBe(1)
    let send!: (body: string) => void
    const late = new Promise<string>((resolve) => (send = resolve))
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode(await late))
        controller.close()
      },
    })
    server.answer = () => new Response(body)
    const answer = await ask(`${PATH}&late`)
    await forgetAnswers(caches)
    send('{}')
    expect(await answer.json()).toEqual({})
    server.answer = () => Response.json({ a: 2 })
    await ask(`${PATH}&after`)
    await expect.poll(() => [...kept.keys()]).toEqual([`${PATH}&after`])
    await forgetAnswers(caches)
    server.answer = undefined
    await expect(ask(`${PATH}&after`)).rejects.toThrow('Failed to fetch')
  })

  test('without stores a request is a request', async () => {
    const { server, ask } = serverOf(undefined)
    server.answer = () => Response.json({ a: 1 })
    expect(await (await ask(PATH)).json()).toEqual({ a: 1 })
    server.answer = undefined
    await expect(ask(PATH)).rejects.toThrow('Failed to fetch')
  })

  test('tell closed tiles, which are the same for ever, from what grows', () => {
    const of = (cacheControl: string) =>
      neverChanges(new Response('', { headers: { 'cache-control': cacheControl } }))
    expect(of('public, max-age=31536000, immutable')).toBe(true)
    expect(of('no-cache')).toBe(false)
    expect(neverChanges(new Response(''))).toBe(false)
  })
})
