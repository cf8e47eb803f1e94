import { createSignal } from 'solid-js'
import { STORE } from './answer-store.ts'

/** The service worker that lets the page open without its server, and whether it has a newer page than this. */

const SHELLS = 'isotherm-shell-'

const LOOK_EVERY = 10 * 60_000

const [isOutdated, setOutdated] = createSignal(false)
export { isOutdated }

/**
 * Starts the service worker where the browser lets one run: on https and on this machine. An address with
 * `?no-sw` takes it away instead, with all that is kept.
 */
export async function startWorker(): Promise<void> {
  if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return
  if (new URLSearchParams(location.search).has('no-sw')) {
    const all = await navigator.serviceWorker.getRegistrations()
    await Promise.all(all.map((one) => one.unregister()))
    const kept = (await caches.keys()).filter((name) => name === STORE || name.startsWith(SHELLS))
    await Promise.all(kept.map((name) => caches.delete(name)))
    return
  }
  try {
    const registration = await navigator.serviceWorker.register('/worker.js')
    registration.addEventListener('updatefound', () => {
      const { installing } = registration
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'activated') void compare()
      })
    })
    // A server may have been started anew without being missed.
    setInterval(() => void lookForNewer(), LOOK_EVERY)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void lookForNewer()
    })
  } catch {
    // Without it the page works while its server does.
  }
}

/** Looks whether the server has a newer build, where it can be reached. */
export async function lookForNewer(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.getRegistration()
  // Without its server there is no newer one.
  await registration?.update().catch(() => {})
}

/** Compares the files of this page with those of the newest build that is kept. */
async function compare(): Promise<void> {
  const newest = (await caches.keys()).findLast((name) => name.startsWith(SHELLS))
  if (newest === undefined) return
  const shell = await caches.open(newest)
  const own = document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>(
    'script[type="module"][src], link[rel="stylesheet"]',
  )
  const urls = [...own].map((one) => ('src' in one ? one.src : one.href))
  const found = await Promise.all(urls.map((url) => shell.match(url)))
  setOutdated(found.includes(undefined))
}
