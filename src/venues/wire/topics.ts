import type { StreamKind } from '../../market/event.ts'
import type { ListedInstrument, Topic } from './reader.ts'

/** What a venue has for some kinds of events: the channel that carries each. */
export type ByKind<One> = Readonly<Partial<Record<StreamKind, One>>>

/** A topic for each wanted kind that has a channel, of one instrument after the other. */
export const topicsOfEach = <Channel>(
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
  channels: ByKind<Channel>,
  nameOf: (channel: Channel, wireName: string) => string,
): Topic[] =>
  instruments.flatMap(({ instrument, wireName }) =>
    wanted.flatMap((stream): Topic[] => {
      const channel = channels[stream]
      if (channel === undefined) return []
      const name = nameOf(channel, wireName)
      return [{ name, stream, instrument: instrument.id, acknowledged: true }]
    }),
  )

/** A topic for each wanted kind that comes of all instruments at once; none without instruments. */
export const topicsOfAll = (
  instruments: readonly ListedInstrument[],
  wanted: readonly StreamKind[],
  names: ByKind<string>,
): Topic[] =>
  wanted.flatMap((stream): Topic[] => {
    const name = names[stream]
    if (name === undefined || instruments.length === 0) return []
    return [{ name, stream, instrument: undefined, acknowledged: true }]
  })
