import { pushAnswerSchema } from '../../api/alerts.ts'
import { ROUTES } from '../../api/routes.ts'
import { readPushKey, sendJson } from './alerts-data.ts'

/** Whether this browser is told alerts by its push service, and what changes that. */

/** `unable`: not by this browser, or not over plain HTTP from another machine. */
export type PushState = 'unable' | 'blocked' | 'off' | 'on'

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return undefined
  return navigator.serviceWorker.getRegistration()
}

export async function pushState(): Promise<PushState> {
  const worker = await registration()
  if (worker === undefined || !('Notification' in window)) return 'unable'
  if (Notification.permission === 'denied') return 'blocked'
  return (await worker.pushManager.getSubscription()) === null ? 'off' : 'on'
}

/** Asks for the permission and has alerts sent here; to be called of a click. Says what went wrong. */
export async function turnOn(): Promise<string | undefined> {
  if ((await Notification.requestPermission()) !== 'granted')
    return 'The browser was not allowed to show them.'
  const worker = await registration()
  const key = await readPushKey()
  if (worker === undefined || 'problem' in key)
    return 'problem' in key ? key.problem : 'The page is not installed in this browser.'
  try {
    // One that was made for another server's key is of no use.
    await (await worker.pushManager.getSubscription())?.unsubscribe()
    const made = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key.publicKey,
    })
    const { endpoint, keys } = made.toJSON()
    const body = { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] }
    const sent = await sendJson('POST', ROUTES.alertPush, body)
    if ('answer' in sent && pushAnswerSchema.safeParse(sent.answer).success) return undefined
    await made.unsubscribe()
    return 'problem' in sent ? sent.problem : 'The server answered something else.'
  } catch (error) {
    return `The push service of the browser refused: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Has no more sent here. Says what went wrong. */
export async function turnOff(): Promise<string | undefined> {
  const made = await (await registration())?.pushManager.getSubscription()
  if (made === null || made === undefined) return undefined
  await made.unsubscribe()
  const sent = await sendJson('DELETE', ROUTES.alertPush, { endpoint: made.endpoint })
  return 'problem' in sent ? sent.problem : undefined
}
