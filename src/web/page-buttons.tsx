import type { JSX } from 'solid-js'
import { LevelsIcon, MapIcon, ScoresIcon } from './icons.tsx'
import type { View } from './view.ts'

/** The buttons that switch between pages: in the top bar, or as tabs on a phone. */

export interface PageSwitch {
  readonly page: View['page']
  /** Shows a page; one that is shown already gives way to the map. */
  readonly onShow: (page: View['page']) => void
}

export const MapButton = (props: PageSwitch) => (
  <PageButton
    name="Heatmap"
    open={props.page === 'map'}
    onClick={() => props.page !== 'map' && props.onShow('map')}
  >
    <MapIcon />
  </PageButton>
)

export const LevelsButton = (props: PageSwitch) => (
  <PageButton
    name="Liquidation map"
    open={props.page === 'levels'}
    onClick={() => props.onShow('levels')}
  >
    <LevelsIcon />
  </PageButton>
)

export const ScoresButton = (props: PageSwitch) => (
  <PageButton
    name="Scoreboard"
    open={props.page === 'scores'}
    onClick={() => props.onShow('scores')}
  >
    <ScoresIcon />
  </PageButton>
)

function PageButton(props: {
  name: string
  open: boolean
  onClick: () => void
  children: JSX.Element
}) {
  return (
    <button
      type="button"
      class="chip score-button"
      aria-label={props.name}
      aria-pressed={props.open}
      onClick={() => props.onClick()}
    >
      {props.children}
      <span>{props.name}</span>
    </button>
  )
}
