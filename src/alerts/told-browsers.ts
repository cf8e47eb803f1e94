import { reason } from '../journal/journal-refused.ts'
import type { AskedWith, Browsers, PushSubscription } from './browsers.ts'
import { browserName } from './browsers.ts'
import { openAlerts } from './open-alerts.ts'
import type { AlertPorts, Alerts } from './open-alerts.ts'

/** Browsers that come and go while alerts are told. */
export interface ToldBrowsers extends Pick<Browsers, 'publicKey' | 'listed'> {
  /**
   * Tells a browser from now on: by the channel that is named, or by none for the reason given.
   * @param key with which it asked: it is told for as long as that is one
   */
  add(
    asked: PushSubscription,
    key?: AskedWith,
  ): Promise<{ readonly channel: string } | { readonly error: string }>
  /** Tells it no more; false where it was not told. */
  remove(endpoint: string): Promise<boolean>
}

/**
 * Opens alerts that are told to browsers as well. One whose push service says that it is gone,
 * or whose key is revoked, is forgotten.
 * @param onProblem is told why one could not be
 */
export async function openToldBrowsers(
  ports: AlertPorts,
  browsers: Browsers,
  onProblem: (message: string) => void,
): Promise<{ readonly desk: Alerts; readonly browsers: ToldBrowsers }> {
  async function forget(name: string, why: string): Promise<boolean> {
    const wasThere = await browsers.remove(name)
    if (wasThere) await desk.leave(name, why)
    return wasThere
  }
  const desk = await openAlerts({
    ...ports,
    channels: [...ports.channels, ...browsers.channels()],
    onGone(name) {
      forget(name, 'the browser takes no more of them').catch((error: unknown) =>
        onProblem(`${name} could not be forgotten: ${reason(error)}`),
      )
    },
  })
  return {
    desk,
    browsers: {
      publicKey: browsers.publicKey,
      listed: () => browsers.listed(),
      async add(asked, key) {
        const added = await browsers.add(asked, key)
        if ('error' in added) return added
        desk.join(added.channel)
        return { channel: added.channel.name }
      },
      remove: (endpoint) => forget(browserName(endpoint), 'the browser asked for no more'),
    },
  }
}
