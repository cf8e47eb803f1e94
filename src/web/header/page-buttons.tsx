import type { JSX } from 'solid-js'
import { For } from 'solid-js'
import { LevelsIcon, MapIcon, MoreIcon, ScoresIcon, YearIcon } from '../parts/icons.tsx'
import type { PageId } from '../address/pages-view.ts'
import { Popover } from '../parts/popover.tsx'

/** The buttons that switch between pages: in the top bar, or as tabs on a phone. */

export interface PageSwitch {
  readonly page: PageId
  /** Shows a page; one that is shown already gives way to the map. */
  readonly onShow: (page: PageId) => void
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

export const YearButton = (props: PageSwitch) => (
  <PageButton name="Rolling year" open={props.page === 'year'} onClick={() => props.onShow('year')}>
    <YearIcon />
  </PageButton>
)

const DOCUMENTS = [
  { id: 'methodology', name: 'Methodology' },
  { id: 'sources', name: 'Data sources' },
] as const satisfies readonly { id: PageId; name: string }[]

/** The pages that have no button of their own. */
export function MorePages(props: PageSwitch & { narrow: boolean }) {
  const items = () => [
    { id: 'signals', name: 'Signals' } as const,
    { id: 'alerts', name: 'Alerts' } as const,
    { id: 'paper', name: 'Paper journal' } as const,
    ...(props.narrow ? [{ id: 'year', name: 'Rolling year' } as const] : []),
    ...DOCUMENTS,
  ]
  const isOpen = (id: PageId) => props.page === id
  return (
    <Popover
      class="more-pages"
      align="end"
      label="More pages"
      button={
        <span
          class="chip score-button"
          classList={{ current: items().some(({ id }) => isOpen(id)) }}
        >
          <MoreIcon />
          <span>More</span>
        </span>
      }
    >
      {(close) => (
        <div class="options">
          <For each={items()}>
            {({ id, name }) => (
              <button
                type="button"
                aria-pressed={isOpen(id)}
                onClick={() => {
                  close()
                  props.onShow(id)
                }}
              >
                <span class="option-label">{name}</span>
              </button>
            )}
          </For>
        </div>
      )}
    </Popover>
  )
}

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
      title={props.name}
      aria-pressed={props.open}
      onClick={() => props.onClick()}
    >
      {props.children}
      <span>{props.name}</span>
    </button>
  )
}
