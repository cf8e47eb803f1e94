import { Show, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { decimalsOf } from '../../api/format.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { binMiddle, binOf } from '../../heatmap/grid.ts'
import { maxPain } from '../../heatmap/outward.ts'
import { nameOf } from '../words/instrument-words.ts'
import { dollarLine, isCalibrated, uncalibrated } from '../words/dollar-words.ts'
import { bandColour, instrumentColour } from './levels-colours.ts'
import { rateNotes } from '../settings/currency-settings.tsx'
import { LevelsControls } from './levels-controls.tsx'
import { createLevels } from './levels-data.ts'
import type { LevelsPicture } from './levels-drawing.ts'
import type { LevelBar } from './levels-merge.ts'
import { extentOf, mergeLevels, middleOf, strongBars } from './levels-merge.ts'
import { LevelsPlot } from './levels-plot.tsx'
import { LevelsReadout } from './levels-readout.tsx'
import { createLevelsSubject } from './levels-subject.ts'
import { LevelsTable } from './levels-table.tsx'
import type { LevelsView } from '../address/levels-view.ts'
import type { BinWindow } from './levels-window.ts'
import { formatLevelPrice, levelSentence, quotedSentence } from './levels-words.ts'
import { FailureNotice, OfflineBanner } from '../parts/notices.tsx'
import { PictureButton } from '../picture/picture-button.tsx'
import type { Session } from '../session/session.ts'

/** Bars that a screen has room for. */
const MOST_BARS = { wide: 220, narrow: 110 }

/** The liquidation map: the newest column, bars by price. Escape lets go of what is pinned, then closes it. */
export function LevelsPage(props: { session: Session; narrow: boolean; onClose: () => void }) {
  const { session } = props
  const { instrument, catalogue, live, map } = session
  const view = () => session.view().levels
  const change = (patch: Partial<LevelsView>): void =>
    session.change({ levels: { ...view(), ...patch } })
  const most = () => (props.narrow ? MOST_BARS.narrow : MOST_BARS.wide)
  const price = () => session.lastPrice() ?? instrument()?.lastPrice ?? 0

  const { ofCoin, shown, wanted } = createLevelsSubject(session, most)
  const data = createLevels(session, shown, wanted)

  const window = createMemo((): BinWindow | undefined => {
    const of = data.of()
    if (of === undefined) return undefined
    const { zoom, from, to } = of
    if (from !== undefined && to !== undefined) return { zoom, from, to }
    const span = extentOf(data.answers())
    return span === undefined ? undefined : { zoom, ...span }
  })
  const bars = createMemo((): readonly LevelBar[] => {
    const of = window()
    return of === undefined ? [] : mergeLevels(data.answers(), { ...of, stack: view().stack })
  })
  const answered = () => data.answers().map((answer) => answer.instrument)
  const parts = createMemo(() =>
    view().stack === 'leverage'
      ? LEVERAGE_BANDS.map(({ name }, i) => ({ name, colour: bandColour(i) }))
      : shown()
          .map((one, i) => ({ one, colour: instrumentColour(i) }))
          .filter(({ one }) => answered().includes(one.id))
          .map(({ one, colour }) => ({ name: nameOf(one), colour })),
  )

  const pain = createMemo(() => maxPain(bars()))
  const strong = createMemo(() => strongBars(bars(), price()))
  /** The bar of a bin; undefined outside the window. */
  const barOf = (bin: number | undefined): LevelBar | undefined => {
    const of = window()
    return bin === undefined || of === undefined ? undefined : bars()[bin - of.from]
  }
  const [pointed, setPointed] = createSignal<number>()
  createEffect(on([() => window()?.zoom, () => instrument()?.id], () => setPointed(undefined)))
  const pinned = createMemo(() => {
    const of = window()
    const { at } = view()
    return of === undefined || at === undefined ? undefined : barOf(binOf(at, of.zoom))?.bin
  })
  const nearest = (): LevelBar | undefined => {
    const { long, short } = strong()
    const now = price()
    if (long === undefined || short === undefined) return long ?? short
    return Math.log(now / long.priceFrom) <= Math.log(short.priceFrom / now) ? long : short
  }
  const selected = () => barOf(pointed() ?? pinned()) ?? nearest()
  function pin(bin: number): void {
    const of = window()
    if (of === undefined) return
    change({ at: bin === pinned() ? undefined : binMiddle(bin, of.zoom) })
  }

  const simulated = () => instrument()?.simulated === true
  /** What has not come is unknown, not nothing. */
  const isTold = createMemo(() => data.answers().length > 0)
  const calibrated = createMemo(
    () => isTold() && data.answers().every(({ band }) => isCalibrated(band, simulated())),
  )
  const decimals = () => decimalsOf(instrument()?.tickSize ?? 1)
  const formatOwn = (value: number) => formatLevelPrice(value, decimals())
  const isBelow = (bar: LevelBar) => middleOf(bar) <= price()
  const sentence = createMemo(() => {
    if (!isTold()) return 'Asking for the levels…'
    const at = barOf(pointed() ?? pinned())
    const { base = '', quote = '' } = instrument() ?? {}
    return levelSentence({
      base,
      quote,
      tickDecimals: decimals(),
      long: at !== undefined && isBelow(at) ? at : strong().long,
      short: at !== undefined && !isBelow(at) ? at : strong().short,
      calibrated: calibrated(),
      simulated: simulated(),
    })
  })
  const modelName = () =>
    catalogue()?.models.find(({ id }) => id === map()?.model)?.name ?? map()?.model ?? ''
  const subject = () => {
    const names = data.answers().map((answer) => answer.instrument)
    return names.length <= 3
      ? names.join(', ')
      : `${names.length} instruments of ${instrument()?.base}`
  }
  const copy = (): Promise<void> =>
    navigator.clipboard.writeText(
      quotedSentence(sentence(), {
        subject: subject(),
        time: live.bar()?.time ?? data.answers()[0]?.time ?? 0,
        model: modelName(),
      }),
    )

  const picture = createMemo((): LevelsPicture | undefined => {
    const of = window()
    if (of === undefined) return undefined
    return {
      bars: bars(),
      window: of,
      colours: parts().map(({ colour }) => colour),
      price: price(),
      formatPrice: formatOwn,
      pain: { long: pain().long?.bin, short: pain().short?.bin },
      selected: selected()?.bin,
      stale: live.freshness().state === 'stale',
    }
  })
  const basis = () =>
    !isTold()
      ? ''
      : calibrated()
        ? 'Modelled. Ranges: meant to hold 8 times in 10.'
        : `Modelled. ${uncalibrated(data.answers()[0]?.band, simulated())}.`
  const told = () => {
    const [first, ...others] = data.answers()
    if (first === undefined) return undefined
    // What was scored is each venue's own.
    const own = others.length === 0 && map()?.instrument === first.instrument ? map() : undefined
    const time = live.bar()?.time ?? first.time
    return {
      legend: { names: parts() },
      facts: {
        page: 'levels' as const,
        instruments: shown().filter(({ id }) => answered().includes(id)),
        model: modelName(),
        simulated: simulated(),
        from: time,
        to: time,
        dollars: own === undefined ? basis() : dollarLine(own, simulated()),
        notes: [sentence(), ...rateNotes()],
      },
    }
  }
  const label = () =>
    `Liquidation map of ${instrument()?.symbol ?? 'no instrument'}, bars by price. Arrow keys move, Enter pins, Escape lets go.`

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    if (pointed() === undefined && view().at === undefined) props.onClose()
    setPointed(undefined)
    if (view().at !== undefined) change({ at: undefined })
  }
  document.addEventListener('keydown', onKeyDown)
  onCleanup(() => document.removeEventListener('keydown', onKeyDown))

  return (
    <main
      class="levels"
      aria-label="Liquidation map"
      aria-busy={data.pending() > 0 || picture() === undefined}
    >
      <h1 class="for-readers">Liquidation map of {instrument()?.symbol ?? 'no instrument'}</h1>
      <LevelsControls
        view={view()}
        onChange={change}
        base={instrument()?.base ?? ''}
        instruments={ofCoin()}
        shown={shown()}
        missing={data.missing()}
        pending={data.pending()}
      >
        <Show when={props.narrow}>
          <PictureButton sign />
        </Show>
      </LevelsControls>
      <div class="levels-body">
        <Show
          when={view().table}
          fallback={
            <LevelsPlot
              picture={picture()}
              label={label()}
              simulated={simulated()}
              tell={told}
              onPoint={setPointed}
              onPin={pin}
            />
          }
        >
          <LevelsTable
            bars={bars()}
            parts={parts()}
            price={price()}
            formatPrice={formatOwn}
            calibrated={calibrated()}
            caption={`${instrument()?.symbol ?? ''}: what would be liquidated, by price`}
          />
        </Show>
        <LevelsReadout
          bar={selected()}
          pain={pain()}
          parts={parts()}
          price={price()}
          formatPrice={formatOwn}
          calibrated={calibrated()}
          basis={basis()}
          sentence={sentence()}
          onCopy={isTold() ? copy : undefined}
          pinned={view().at !== undefined}
          onRelease={() => change({ at: undefined })}
          onChoose={({ bin }) => change({ at: binMiddle(bin, window()?.zoom) })}
        />
      </div>
      <div class="notices">
        <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
        <FailureNotice failure={session.failure()} onClose={session.closeFailure} />
      </div>
    </main>
  )
}
