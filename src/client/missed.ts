import type { LiquidationInfo } from '../api/live.ts'
import type { ServerMessage } from '../api/live-messages.ts'

/**
 * Told before the `hello` that follows a time in which nothing was heard, where what happened then does not
 * follow (its `greeting` says why). Times are the server's.
 */
export interface Missed {
  readonly type: 'missed'
  /** When the server was last heard, and when it was heard again: between, anything may have happened. */
  readonly from: number
  readonly to: number
  /** `slow-connection`: the server held back what this client did not take in time. */
  readonly why: 'disconnected' | 'slow-reader' | 'slow-connection'
  /** Whether the liquidations of that time are all made up for, by the `liquidations` that follow. */
  readonly liquidationsWhole: boolean
}

type Heard = Exclude<ServerMessage, { type: 'pong' }> | Missed

const keyOf = ({ instrument, id, ordinal, time, position, price, quantity }: LiquidationInfo) =>
  [instrument, id, ordinal, time, position, price, quantity].join(' ')

/** Liquidations that are remembered: more than one `hello` holds. */
const REMEMBERED = 1_000

/** Notices what may have been missed, and makes up for it by what the server tells anew. */
export function lookOut() {
  const seen = new Set<string>()
  let heardAt: number | undefined
  let why: Missed['why'] | undefined

  function remember(liquidations: readonly LiquidationInfo[]): void {
    for (const one of liquidations) seen.add(keyOf(one))
    for (const oldest of seen) {
      if (seen.size <= REMEMBERED) break
      seen.delete(oldest)
    }
  }

  return {
    /** The connection was let go of. */
    lost(cause: 'disconnected' | 'slow-reader'): void {
      why ??= cause
    },
    /** What a message means for who has heard all before it. */
    heard(message: ServerMessage): readonly Heard[] {
      const before = heardAt
      if ('time' in message && message.type !== 'bar' && message.type !== 'column')
        heardAt = message.time
      if (message.type === 'pong') return []
      if (message.type === 'liquidations') remember(message.liquidations)
      if (message.type !== 'hello') return [message]
      const { liquidations, time, greeting } = message
      if (greeting === 'resumed') {
        why = undefined
        return [message]
      }
      const unseen = liquidations.filter((one) => !seen.has(keyOf(one)))
      remember(liquidations.toReversed())
      const cause = why ?? 'slow-connection'
      why = undefined
      if (before === undefined) return [message]
      const liquidationsWhole = unseen.length < liquidations.length
      const missed = {
        type: 'missed',
        from: before,
        to: time,
        why: cause,
        liquidationsWhole,
      } as const
      if (unseen.length === 0) return [missed, message]
      return [missed, message, { type: 'liquidations', liquidations: unseen.toReversed() }]
    },
  }
}
