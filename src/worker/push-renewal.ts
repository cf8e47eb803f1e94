/** Where the server is told of subscriptions: `ROUTES.alertPush` of the API, which a worker does not import. */
export const PUSH_PATH = '/api/v1/alerts/push-subscriptions'

/** What a renewal uses of a subscription. */
export interface Subscribed {
  readonly endpoint: string
  toJSON(): { readonly keys?: Record<string, string> }
}

/** What a browser tells when it has ended a subscription, or put another in its place. */
export interface SubscriptionChange<Old extends Subscribed> {
  /** Null where the browser no longer knows. */
  readonly oldSubscription: Old | null
  /** Null where there is none yet. */
  readonly newSubscription: Subscribed | null
}

export interface RenewalPorts<Old extends Subscribed> {
  /** Asks the push service, by the key of the subscription before where there was one. */
  readonly subscribe: (before: Old | null) => Promise<Subscribed>
  /** Sends JSON to PUSH_PATH. Rejects where the server does not take it. */
  readonly send: (method: 'POST' | 'DELETE', body: object) => Promise<void>
}

/**
 * Has alerts go on after a subscription has changed: the server is told the new one, and then that the
 * one before is over, which it is too where no other could be had.
 */
export async function renewSubscription<Old extends Subscribed>(
  { oldSubscription: before, newSubscription }: SubscriptionChange<Old>,
  { subscribe, send }: RenewalPorts<Old>,
): Promise<void> {
  let now: Subscribed | undefined
  try {
    now = newSubscription ?? (await subscribe(before))
    const { endpoint } = now
    const { p256dh, auth } = now.toJSON().keys ?? {}
    await send('POST', { endpoint, p256dh, auth })
  } finally {
    if (before !== null && before.endpoint !== now?.endpoint)
      await send('DELETE', { endpoint: before.endpoint })
  }
}
