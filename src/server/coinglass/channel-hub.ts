import { CHANNELS, channelMessages } from '../../api/coinglass/channels.ts'
import { exchangeName } from '../../api/coinglass/exchanges.ts'
import type { NamedLiquidation } from '../../api/coinglass/liquidation-rows.ts'
import type { LiquidationInfo } from '../../api/live.ts'
import type { Millis } from '../../market/units.ts'
import type { ClientSocket } from '../live/live-client.ts'
import { countDropped } from '../live/socket-life.ts'
import type { Live } from '../live/live.ts'
import { ChannelClient } from './channel-client.ts'

/** Tells liquidations as they come to all who are subscribed to them by the contract of CoinGlass. */
export class ChannelHub {
  readonly clients = new Set<ChannelClient>()
  /** How many were let go, by why. */
  readonly dropped = new Map<string, number>()
  readonly #now: () => Millis
  readonly #stop: () => void

  constructor(live: Pick<Live, 'onMessage' | 'instrument'>, now: () => Millis) {
    this.#now = now
    this.#stop = live.onMessage((message) => {
      if (message.type === 'liquidations') this.#tell(message.liquidations.flatMap(named(live)))
    })
  }

  /** Whoever connects says by messages what it wants. */
  admit(): (socket: ClientSocket) => ChannelClient {
    return (socket) => this.add(socket)
  }

  add(socket: ClientSocket): ChannelClient {
    const client = new ChannelClient(socket, this.#now())
    this.clients.add(client)
    return client
  }

  remove(client: ChannelClient): void {
    this.clients.delete(client)
    countDropped(this.dropped, client)
  }

  /** Lets time pass. */
  async tick(): Promise<void> {
    const time = this.#now()
    for (const client of this.clients) client.tick(time)
  }

  /** Says goodbye to all. */
  close(): void {
    this.#stop()
    for (const client of this.clients) client.close(1001, 'the server stops')
  }

  #tell(some: readonly NamedLiquidation[]): void {
    if (some.length === 0) return
    for (const channel of CHANNELS) {
      const subscribed = [...this.clients].filter(({ channels }) => channels.has(channel))
      if (subscribed.length === 0) continue
      const text = JSON.stringify(channelMessages[channel](some))
      for (const client of subscribed) client.send(text)
    }
  }
}

/** A liquidation with its names; none where its price is in doubt, which a row cannot say. */
const named =
  ({ instrument }: Pick<Live, 'instrument'>) =>
  (one: LiquidationInfo): readonly NamedLiquidation[] => {
    const of = instrument(one.instrument)
    if (of === undefined || one.suspect === 'price') return []
    const coin = of.base.toUpperCase()
    return [{ ...one, exchange: exchangeName(of.venue), symbol: of.symbol, coin }]
  }
