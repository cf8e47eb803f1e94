import { Show, createEffect, createMemo, createSignal, on } from 'solid-js'
import { formatTime } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import type { YearAnswer } from '../../api/year.ts'
import type { PagesView } from '../address/pages-view.ts'
import { Segmented } from '../parts/segmented.tsx'
import { shownPalette } from '../theme/theme.ts'
import { brightest } from './year-drawing.ts'
import { YearPicture } from './year-picture.tsx'
import { yearCell } from './year-rows.ts'
import { DayTable } from './year-tables.tsx'
import { REGIME_NAMES, formatPart } from './year-words.ts'

/** The days as a picture with the cell that is pointed at, or as a table. */
export function YearDays(props: {
  year: YearAnswer
  view: PagesView
  palette: string
  onChange: (patch: Partial<PagesView>) => void
  formatPrice: (price: number) => string
  subject: string
}) {
  const [chosen, setChosen] = createSignal<{ readonly day: number; readonly bin: number }>()
  createEffect(
    on(
      () => [props.year.instrument, props.year.model],
      () => setChosen(undefined),
    ),
  )
  const cell = createMemo(() => {
    const at = chosen()
    return at === undefined ? undefined : yearCell(props.year, at.day, at.bin)
  })
  const edge = (bin: number) => props.formatPrice(props.year.edges[bin]!)
  const top = createMemo(() => brightest(props.year, props.view.yearOf))
  const topText = () => (props.view.yearOf === 'usd' ? formatUsd(top()) : formatPart(top()))
  const isUnlearnt = () =>
    props.year.days.basis.includes('learnt') &&
    props.year.days.basis.some((one) => one !== 'learnt')
  return (
    <section aria-label="Days">
      <div class="year-bar">
        <Segmented
          label="Days as"
          choices={[
            { id: 'picture', label: 'Picture', name: 'Days as a picture' },
            { id: 'table', label: 'Table', name: 'Days as a table' },
          ]}
          value={props.view.yearTable ? 'table' : 'picture'}
          onChange={(id) => props.onChange({ yearTable: id === 'table' })}
        />
        <Show when={!props.view.yearTable}>
          <Segmented
            label="Colour"
            choices={[
              {
                id: 'share',
                label: 'Share of day',
                name: 'Colour by the share of the day’s total',
              },
              { id: 'usd', label: 'USD', name: 'Colour by USD' },
            ]}
            value={props.view.yearOf}
            onChange={(yearOf) => props.onChange({ yearOf })}
          />
          <span class="year-legend">
            full colour from <span data-field="year-brightest">{topText()}</span>
          </span>
        </Show>
      </div>
      <Show
        when={!props.view.yearTable}
        fallback={<DayTable year={props.year} formatPrice={props.formatPrice} />}
      >
        <p class="year-cell" id="year-cell" aria-live="polite" data-field="year-cell">
          <Show when={cell()} fallback="Point at a cell, or use the arrow keys, to read it.">
            {(of) => (
              <>
                <strong>{formatTime(props.year.days.time[of().day]! - 1, true)}</strong>{' '}
                <span>
                  {of().bin === 0 ? 'up to ' : `${edge(of().bin)} – `}
                  {of().bin === props.year.edges.length - 2 ? 'and above' : edge(of().bin + 1)}
                </span>{' '}
                <span class="long">longs {formatUsd(of().longUsd)}</span>{' '}
                <span class="short">shorts {formatUsd(of().shortUsd)}</span>{' '}
                <span>{(of().share * 100).toFixed(1)}% of the day</span>{' '}
                <span>{REGIME_NAMES[props.year.days.regime[of().day]!]}</span>
              </>
            )}
          </Show>
        </p>
        <YearPicture
          picture={{
            year: props.year,
            of: props.view.yearOf,
            palette: shownPalette(props.palette),
            chosen: chosen(),
            formatPrice: props.formatPrice,
          }}
          label={`${props.subject}: ${props.year.days.time.length} days by ${props.year.edges.length - 1} bins of price. Arrow keys move.`}
          onChoose={setChosen}
        />
      </Show>
      <Show when={isUnlearnt()}>
        <p class="sheet-note">
          Of the first days nothing was learnt yet from liquidations: their dollars may be many
          times too high. Shares of a day and ratios compare.
        </p>
      </Show>
    </section>
  )
}
