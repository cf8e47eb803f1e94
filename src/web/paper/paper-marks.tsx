import { LineStyle } from 'lightweight-charts'
import { For, createEffect, createMemo, onCleanup } from 'solid-js'
import type { Millis } from '../../market/units.ts'
import { createNote } from './paper-data.ts'
import { lineTitles } from './paper-words.ts'
import type { PriceChart } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'
import { THEME } from '../theme/theme.ts'
import '../styles/paper.css'

/** A trade on paper by its prices on the chart, with what became of it by the moment that is shown. */
export function PaperMarks(props: { session: Session; price: PriceChart }) {
  const { session, price } = props
  const note = createNote(session)
  /** Up to when it is told: where what came later is drawn, all of it is. */
  const until = createMemo(
    (): Millis => (session.view().later ? Infinity : (session.playback.at() ?? Infinity)),
  )
  const lines = createMemo(() => {
    const of = note()
    if (of?.trade == null || of.instrument !== session.instrument()?.id) return []
    return lineTitles(of.trade, until())
  })
  createEffect(() => {
    const colours = { entry: THEME.price, stop: THEME.shortCurve, target: THEME.longCurve }
    const drawn = lines().map(({ name, price: at, title }) =>
      price.series.createPriceLine({
        price: at,
        title,
        color: colours[name],
        axisLabelColor: colours[name],
        axisLabelTextColor: THEME.plot,
        lineWidth: 1,
        lineStyle: name === 'entry' ? LineStyle.Solid : LineStyle.Dashed,
        axisLabelVisible: true,
      }),
    )
    onCleanup(() => {
      for (const line of drawn) price.series.removePriceLine(line)
    })
  })
  return (
    <>
      <ul class="for-readers" aria-label="Note on paper" data-note={note()?.id}>
        <For each={lines()}>{({ title, price: at }) => <li>{`${title}: ${at}`}</li>}</For>
      </ul>
      <button
        type="button"
        class="chip paper-hide"
        onClick={() => session.change({ note: undefined })}
      >
        Hide the note
      </button>
    </>
  )
}
