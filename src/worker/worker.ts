import { readNotice } from './push-notice.ts'
import { PUSH_PATH, renewSubscription } from './push-renewal.ts'

/**
 * The service worker: keeps the files of the page, so that it opens while the server cannot be
 * reached. What the server answered is kept by the page itself (web/request/answer-store.ts), which knows
 * what it has looked at also before this runs.
 */

declare const self: ServiceWorkerGlobalScope

/** The files of a page. */
export interface Shell {
  /** Another build has another. */
  readonly id: string
  readonly files: readonly string[]
}

/** Filled in when the page is built (scripts/page-worker.ts). */
declare const SHELL: Shell

const PREFIX = 'isotherm-shell-'
const { id, files } = SHELL
const OWN = `${PREFIX}${id}`

/** Files of the builds that are kept: a page of the one before may still be open. */
const KEPT_BUILDS = 2

/** A server that takes longer to give the page is taken as out of reach. */
const PAGE_WITHIN = 5_000

async function install(): Promise<void> {
  const cache = await caches.open(OWN)
  await cache.addAll(files)
  // Pages are taken from the server whenever it is there, so there is nothing to wait for.
  await self.skipWaiting()
}

async function activate(): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN)
  const old = builds.slice(0, Math.max(0, builds.length - (KEPT_BUILDS - 1)))
  await Promise.all(old.map((name) => caches.delete(name)))
  await self.clients.claim()
}

/** A file as this build has it, or as an older one has. */
async function kept(path: string): Promise<Response | undefined> {
  return (await (await caches.open(OWN)).match(path)) ?? (await caches.match(path))
}

/** From the server, and where it cannot be reached from what is kept. */
async function serverFirst(request: Request, path: string): Promise<Response> {
  const within = request.mode === 'navigate' ? { signal: AbortSignal.timeout(PAGE_WITHIN) } : {}
  try {
    return await fetch(request, within)
  } catch (error) {
    const found = await kept(path)
    if (found === undefined) throw error
    return found
  }
}

/** Shows an alert, also where no page is open. */
async function showPushed(text: string): Promise<void> {
  const { title, body, tag, path } = readNotice(text)
  await self.registration.showNotification(title, { body, tag, icon: '/icon-192.png', data: path })
}

/** The key of the server, where the browser has forgotten by which it asked. */
async function askedKey(): Promise<string> {
  const { publicKey } = await (await fetch('/api/v1/alerts/push-key')).json()
  return String(publicKey)
}

/** A push service ends subscriptions when it likes. */
const renewPushed = (change: PushSubscriptionChangeEvent): Promise<void> =>
  renewSubscription(change, {
    subscribe: async (before: PushSubscription | null) =>
      self.registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: before?.options.applicationServerKey ?? (await askedKey()),
      }),
    async send(method, body) {
      const { ok, status } = await fetch(PUSH_PATH, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!ok) throw new Error(`the server answered ${status}`)
    },
  })

/** Opens the map where and when it happened: in a page that is open, if there is one. */
async function openView(path: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: 'window' })
  if (page === undefined) {
    await self.clients.openWindow(path)
    return
  }
  await page.navigate(path)
  await page.focus()
}

self.addEventListener('push', (event) =>
  event.waitUntil(showPushed(event.data === null ? '' : event.data.text())),
)
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renewPushed(event)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openView(String(event.notification.data)))
})
self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(serverFirst(request, '/'))
  // Named by the hash of its content: what is kept is what the server has.
  else if (pathname.startsWith('/assets/'))
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)))
  else if (files.includes(pathname)) event.respondWith(serverFirst(request, pathname))
})
