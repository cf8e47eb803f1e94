import { ROUTES } from '../../api/routes.ts'
import type { AnswerLimits, KeptAnswer } from './answer-limits.ts'
import { beyond } from './answer-limits.ts'

/** Name of the store in the browser. */
export const STORE = 'isotherm-answers'

/** When a kept answer came, in ms; only what comes from the store has it. */
const KEPT_AT = 'isotherm-kept-at'
const BYTES = 'isotherm-bytes'

const LIMITS: AnswerLimits = { entries: 400, bytes: 32 << 20 }

/** The store is tidied up when nothing new has come for so long. */
const TIDY_AFTER = 2_000

/** Without these there is no page, so that they never go. */
const ALWAYS: ReadonlySet<string> = new Set([ROUTES.status, ROUTES.instruments])

/** One cell is asked for at each step of the crosshair, and lies on the tile too; a book is old in seconds. */
const isWorthKeeping = (path: string): boolean =>
  !path.startsWith(`${ROUTES.cell}?`) && !path.startsWith(`${ROUTES.book}?`)

/**
 * When the answer came where it is a kept one, given because the server could not be reached;
 * undefined for an answer of the server.
 */
export function keptAt(response: Response): number | undefined {
  const at = response.headers.get(KEPT_AT)
  return at === null ? undefined : Number(at)
}

/** Whether an answer can never have become another one. */
export const neverChanges = (response: Response): boolean =>
  response.headers.get('cache-control')?.includes('immutable') === true

/** Counts up when all is forgotten: what was asked before is not kept after. */
let forgotten = 0

/** Removes all answers that are kept, of all pages of this browser. */
export async function forgetAnswers(caches: CacheStorage | undefined): Promise<void> {
  forgotten++
  await caches?.delete(STORE)
}

/**
 * Asks the server and keeps its good answers; where it cannot be reached, gives the one that is kept. Without
 * `caches` (a page over plain HTTP from another machine has none) it only asks.
 */
export function createKeepingFetch(
  fetch: (path: string, init: { signal?: AbortSignal }) => Promise<Response>,
  caches: CacheStorage | undefined,
) {
  if (caches === undefined) return fetch
  let timer: ReturnType<typeof setTimeout> | undefined

  async function keep(path: string, response: Response, since: number): Promise<void> {
    const body = await response.arrayBuffer()
    if (since !== forgotten) return
    const headers = new Headers(response.headers)
    headers.set(KEPT_AT, String(Date.now()))
    headers.set(BYTES, String(body.byteLength))
    await (await caches!.open(STORE)).put(path, new Response(body, { headers }))
    clearTimeout(timer)
    timer = setTimeout(() => void tidy(caches!).catch(ignore), TIDY_AFTER)
  }

  return async (path: string, init: { signal?: AbortSignal }): Promise<Response> => {
    const since = forgotten
    try {
      const response = await fetch(path, init)
      // An answer that is aborted, or no room for it: there is one less to fall back to.
      if (response.status === 200 && isWorthKeeping(path))
        void keep(path, response.clone(), since).catch(ignore)
      return response
    } catch (error) {
      if (init.signal?.aborted) throw error
      const found = await caches.open(STORE).then((store) => store.match(path), ignore)
      if (found === undefined) throw error
      return found
    }
  }
}

const ignore = (): undefined => undefined

async function tidy(caches: CacheStorage): Promise<void> {
  const store = await caches.open(STORE)
  const kept = await Promise.all(
    (await store.keys()).map(async ({ url }): Promise<KeptAnswer | undefined> => {
      const found = ALWAYS.has(new URL(url).pathname) ? undefined : await store.match(url)
      if (found === undefined) return undefined
      return { url, at: keptAt(found) ?? 0, bytes: Number(found.headers.get(BYTES)) }
    }),
  )
  const known = kept.filter((one) => one !== undefined)
  await Promise.all(beyond(known, LIMITS).map((url) => store.delete(url)))
}
