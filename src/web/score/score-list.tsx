import { For, Show, createMemo } from 'solid-js'
import { formatAge } from '../../api/format.ts'
import type { ScoreInfo } from '../../api/score.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { gainDomain } from './score-rows.ts'
import { Whisker } from './score-whisker.tsx'
import { formatGain, stateWord } from './score-words.ts'
import type { ScoreBoard } from './scores.ts'
import { writtenId } from '../words/instrument-words.ts'

/** Every instrument with its verdict, gain and age; one of them is looked at. */
export function ScoreList(props: {
  board: ScoreBoard
  current: InstrumentId | undefined
  onChoose: (id: InstrumentId) => void
}) {
  const { list, now } = props.board
  const domain = createMemo(() =>
    gainDomain((list()?.scores ?? []).map(({ headline }) => headline?.qlikeGain ?? undefined)),
  )
  // By id, so that a row keeps the focus while its score changes.
  const ids = createMemo(() => (list()?.scores ?? []).map(({ instrument }) => instrument), [], {
    equals: (a, b) => a.join() === b.join(),
  })
  const infoOf = (id: InstrumentId) => list()?.scores.find(({ instrument }) => instrument === id)
  return (
    <nav class="score-list" aria-label="Instruments">
      <For each={ids()}>
        {(id) => (
          <Show when={infoOf(id)}>
            {(info) => (
              <button
                type="button"
                class="score-row"
                data-instrument={id}
                aria-current={id === props.current}
                onClick={() => props.onChoose(id)}
              >
                <Row info={info()} domain={domain()} now={now()} />
              </button>
            )}
          </Show>
        )}
      </For>
    </nav>
  )
}

function Row(props: { info: ScoreInfo; domain: readonly [number, number]; now: number }) {
  const word = () => stateWord(props.info)
  const gain = () => props.info.headline?.qlikeGain ?? undefined
  const written = () => writtenId(props.info.instrument)
  return (
    <>
      <span class="score-symbol">
        {written().symbol}
        <small>{written().venue}</small>
      </span>
      <span class="score-verdict">
        <i class="dot" data-tone={word().tone} />
        <span data-field="verdict">{word().word}</span>
      </span>
      <span class="score-gain" data-field="gain">
        <Show when={gain()}>{(one) => <>{formatGain(one().value)}</>}</Show>
      </span>
      <Show when={gain()} fallback={<span class="whisker-none" />}>
        {(one) => <Whisker value={one().value} interval={one()} domain={props.domain} />}
      </Show>
      <span class="score-age" data-field="age">
        <Show when={props.info.scoredAt} fallback={<Hours of={props.info} />}>
          {(at) => <>{formatAge(props.now - at())} ago</>}
        </Show>
      </span>
    </>
  )
}

function Hours(props: { of: ScoreInfo }) {
  return (
    <Show when={props.of.state !== 'simulated'}>
      {props.of.knownHours.toLocaleString('en-US')} h known
    </Show>
  )
}
