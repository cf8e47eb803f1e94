import type { Accessor } from 'solid-js'
import { createMemo, createSignal, onCleanup } from 'solid-js'
import type { YearAnswer } from '../../api/year.ts'
import { createFollow, sameFields } from '../request/follow.ts'
import type { Session } from '../session/session.ts'

/** The year of the instrument and model that are shown, asked for anew when the map has grown; undefined until it is there. */
export function createYear({
  api,
  map,
  instrument,
  revived,
  fail,
}: Session): Accessor<YearAnswer | undefined> {
  const [year, setYear] = createSignal<YearAnswer>()
  const query = createMemo(
    () => {
      const of = map()
      if (of === undefined || of.instrument !== instrument()?.id) return undefined
      return { instrument: of.instrument, model: of.model, version: of.version, to: of.to }
    },
    undefined,
    { equals: sameFields },
  )
  createFollow(revived, fail)(
    'year',
    query,
    ({ instrument: id, model }, signal) => api.year({ instrument: id, model }, signal),
    setYear,
  )
  onCleanup(() => fail('year', undefined))
  return () => {
    const held = year()
    const of = query()
    return held?.instrument === of?.instrument && held?.model === of?.model ? held : undefined
  }
}
