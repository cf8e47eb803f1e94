import { Show, Suspense, lazy } from 'solid-js'
import { BubblesView } from '../tape/bubbles-view.tsx'
import type { PaneChart } from '../panes/pane-chart.ts'
import { PanesView } from '../panes/panes-view.tsx'
import type { ChartPoint, PriceChart } from '../chart/price-chart.ts'
import type { Session } from '../session/session.ts'

// They are seldom open.
const LadderPanel = lazy(async () => ({
  default: (await import('../ladder/ladder-panel.tsx')).LadderPanel,
}))

const SignalMarks = lazy(async () => ({
  default: (await import('../signals/signal-marks-view.tsx')).SignalMarks,
}))

const PaperMarks = lazy(async () => ({
  default: (await import('../paper/paper-marks.tsx')).PaperMarks,
}))

/** What lies over a chart and beside it, as far as it was chosen: panes, bubbles, marks, the ladder. */
export function ChartLayers(props: {
  session: Session
  price: PriceChart
  panes: PaneChart
  host: HTMLElement
  narrow: boolean
  /** CSS pixels that the profile takes. */
  room: number
  /** Where the pointer is, */
  point: ChartPoint | undefined
  /** where the cell lies that it is on, */
  pointed: ChartPoint | undefined
  /** and at which time. */
  time: number | undefined
}) {
  const { view, live, instrument } = props.session
  const hasLadder = (): boolean =>
    view().dom && live.link() !== undefined && instrument()?.simulated === false
  return (
    <>
      <PanesView
        session={props.session}
        chart={props.panes}
        narrow={props.narrow}
        time={props.time}
        host={props.host}
      />
      <Show when={view().bubbles}>
        <BubblesView session={props.session} price={props.price} point={props.point} />
      </Show>
      <Show when={view().marks}>
        <Suspense>
          <SignalMarks session={props.session} price={props.price} room={props.room} />
        </Suspense>
      </Show>
      <Show when={view().note !== undefined}>
        <Suspense>
          <PaperMarks session={props.session} price={props.price} />
        </Suspense>
      </Show>
      <Show when={hasLadder()}>
        <Suspense>
          <LadderPanel
            session={props.session}
            price={props.price}
            point={props.pointed}
            narrow={props.narrow}
          />
        </Suspense>
      </Show>
    </>
  )
}
