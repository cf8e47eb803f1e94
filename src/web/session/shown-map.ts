import type { Accessor } from 'solid-js'
import { createMemo, createSignal } from 'solid-js'
import type { InstrumentInfo, Instruments, MapDescriptor } from '../../api/schema.ts'
import type { Api } from '../request/api-client.ts'
import type { Follow } from '../request/follow.ts'
import { sameFields } from '../request/follow.ts'
import type { View } from '../address/view.ts'

/** The map of the instrument that is shown. */
export interface ShownMap {
  readonly map: Accessor<MapDescriptor | undefined>
  /** Whether it is of the model that was chosen, or none is there yet. */
  readonly isOfModel: () => boolean
  /** Asks for it, and again whenever `round` counts up. */
  readonly ask: (of: { api: Api; follow: Follow; round: Accessor<number> }) => void
}

/** Must be called inside a Solid root. */
export function createShownMap(of: {
  readonly view: Accessor<View>
  readonly catalogue: Accessor<Instruments | undefined>
  readonly instrument: Accessor<InstrumentInfo | undefined>
}): ShownMap {
  const [map, setMap] = createSignal<MapDescriptor>()
  const model = createMemo(() => {
    const models = of.catalogue()?.models ?? []
    return (models.find(({ id }) => id === of.view().model) ?? models[0])?.id
  })
  return {
    map,
    isOfModel: () => map() === undefined || map()?.model === model(),
    ask({ api, follow, round }) {
      const query = createMemo(
        () => {
          const [info, id] = [of.instrument(), model()]
          if (info === undefined || id === undefined) return undefined
          return { instrument: info.id, model: id, round: round() }
        },
        undefined,
        { equals: sameFields },
      )
      follow(
        'map',
        query,
        ({ instrument, model: id }, signal) => api.map({ instrument, model: id }, signal),
        setMap,
      )
    },
  }
}
