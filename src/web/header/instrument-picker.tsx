import { For, Show, createMemo, createSignal, onMount } from 'solid-js'
import type { InstrumentInfo } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { decimalsOf, formatDay } from '../../api/format.ts'
import { venueName } from '../../api/venue-name.ts'
import { formatPrice } from '../words/amounts.ts'
import { CaretIcon, SearchIcon } from '../parts/icons.tsx'
import { searchInstruments } from './instrument-search.ts'
import { Popover } from '../parts/popover.tsx'

/** The instrument shown, and a search over all of them: type, arrow keys, Enter. */
export function InstrumentPicker(props: {
  instruments: readonly InstrumentInfo[]
  current: InstrumentInfo | undefined
  onChoose: (id: InstrumentId) => void
}) {
  const writtenVenue = () => (props.current === undefined ? '' : venueName(props.current.venue))
  return (
    <Popover
      class="picker"
      label={`Instrument: ${props.current?.symbol ?? 'none'} ${writtenVenue()}`}
      button={
        <>
          <span class="picker-symbol">{props.current?.symbol ?? '–'}</span>{' '}
          <span class="picker-venue">{writtenVenue()}</span>
          <CaretIcon />
        </>
      }
    >
      {(close) => (
        <Search
          instruments={props.instruments}
          current={props.current}
          onChoose={(id) => {
            props.onChoose(id)
            close()
          }}
        />
      )}
    </Popover>
  )
}

function Search(props: {
  instruments: readonly InstrumentInfo[]
  current: InstrumentInfo | undefined
  onChoose: (id: InstrumentId) => void
}) {
  const [input, setInput] = createSignal<HTMLInputElement>()
  const [text, setText] = createSignal('')
  const [active, setActive] = createSignal(
    Math.max(
      0,
      props.instruments.findIndex(({ id }) => id === props.current?.id),
    ),
  )
  onMount(() => input()?.focus())
  const found = createMemo(() => searchInstruments(props.instruments, text()))

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setActive(Math.min(found().length - 1, Math.max(0, active() + step)))
    } else if (event.key === 'Enter') {
      const chosen = found()[active()]
      if (chosen !== undefined) props.onChoose(chosen.id)
    }
  }
  return (
    <>
      <label class="search">
        <SearchIcon />
        <input
          ref={setInput}
          type="text"
          role="combobox"
          aria-label="Search instruments"
          aria-expanded="true"
          aria-controls="instrument-options"
          aria-activedescendant={optionId(active())}
          placeholder="Search symbol or venue"
          autocomplete="off"
          spellcheck={false}
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <div class="options" id="instrument-options" role="listbox" aria-label="Instruments">
        <For
          each={found()}
          fallback={<p class="options-empty">No instrument matches “{text()}”.</p>}
        >
          {(info, index) => (
            <button
              type="button"
              role="option"
              tabindex="-1"
              id={optionId(index())}
              classList={{ active: index() === active() }}
              aria-selected={info.id === props.current?.id}
              onPointerEnter={() => setActive(index())}
              onClick={() => props.onChoose(info.id)}
            >
              <span class="option-label">
                {info.symbol}
                <Show when={info.simulated} fallback={<small>{venueName(info.venue)}</small>}>
                  <em class="badge">Simulated</em>
                </Show>
              </span>
              <span class="option-price">
                {formatPrice(info.lastPrice, decimalsOf(info.tickSize))}
              </span>
              <span class="option-note">
                {formatDay(info.from)} – {formatDay(info.to)}
              </span>
            </button>
          )}
        </For>
      </div>
    </>
  )
}

const optionId = (index: number): string => `instrument-${index}`
