import { For, Show, createMemo, createSignal } from 'solid-js'
import { decimalsOf, formatTime } from '../../api/format.ts'
import type { SignalsAnswer } from '../../api/signals.ts'
import { createCoinSignals } from './coin-signals-data.ts'
import { isCalibrated, uncalibrated } from '../words/dollar-words.ts'
import { formatLevelPrice } from '../levels/levels-words.ts'
import type { Session } from '../session/session.ts'
import { Sheet } from '../parts/sheet.tsx'
import { ClusterList } from './signals-clusters.tsx'
import { CoinClusters } from './signals-coin.tsx'
import { createCascade, createSetups, createSignalRecord, createSignals } from './signals-data.ts'
import { ClusterDetail } from './signals-detail.tsx'
import { FormationList } from './signals-formations.tsx'
import { RatioStrip } from './signals-ratios.tsx'
import type { Writing } from './signals-rows.ts'
import { chosenCluster, factFields } from './signals-rows.ts'
import { SetupFrames } from './signals-setups.tsx'
import { LACK_WORDS } from './signals-words.ts'
import { ToldList } from '../parts/told-list.tsx'
import '../styles/signals.css'

/** What the map says by rule: clusters, ratio, patterns, what a sweep sets off, and frames. Escape closes it. */
export function SignalsPage(props: { session: Session; narrow: boolean; onClose: () => void }) {
  const { session } = props
  const { view, change, instrument, playback } = session
  /** Why the map is not read; undefined where it is, or is about to be. */
  const [refused, setRefused] = createSignal<string>()
  const signals = createSignals({
    ...session,
    fail(part, failure) {
      session.fail(part, failure)
      setRefused(failure?.text)
    },
  })
  const chosen = createMemo(() => chosenCluster(signals()?.clusters ?? [], view().sweep))
  const cascade = createCascade(session, signals, chosen)
  const setups = createSetups(session, signals)
  const record = createSignalRecord(session)
  /** The venue that is taken away. */
  const [venue, setVenue] = createSignal<string>()
  const together = createCoinSignals(session, signals, venue)
  const writing = createMemo(
    (): Writing => ({
      formatPrice: (price) => formatLevelPrice(price, decimalsOf(instrument()?.tickSize ?? 1)),
      calibrated: isCalibrated(signals()?.band, signals()?.simulated === true),
    }),
  )

  return (
    <Sheet
      session={session}
      name="signals"
      title="Signals"
      busy={signals() === undefined && refused() === undefined}
      onClose={() => props.onClose()}
      says={
        <>
          What the map of {instrument()?.symbol ?? 'this instrument'} says by rule. It says where
          the map holds more, not where price goes.
        </>
      }
    >
      <Show
        when={signals()}
        fallback={
          <p class="sheet-note" role="status">
            {playback.held()?.playing === true
              ? 'Told where playback rests.'
              : (refused() ?? 'Reading the map, day after day: the first time takes some seconds…')}
          </p>
        }
      >
        {(of) => (
          <>
            <RatioStrip of={of()} writing={writing()} />
            <Lacks of={of()} />
            <section aria-labelledby="signals-clusters">
              <h2 id="signals-clusters">Clusters</h2>
              <ClusterList
                of={of()}
                chosen={chosen()?.id}
                writing={writing()}
                narrow={props.narrow}
                onChoose={(sweep) => change({ sweep })}
              />
            </section>
            <Show when={chosen()}>
              {(cluster) => (
                <ClusterDetail
                  of={cluster()}
                  writing={writing()}
                  cascade={cascade()}
                  record={record()}
                  venues={of().clusters.some(({ byVenue }) => byVenue !== null)}
                />
              )}
            </Show>
            <Show when={together.coin()}>
              {(coin) => (
                <section aria-labelledby="signals-coin">
                  <h2 id="signals-coin">{coin().coin} on all venues</h2>
                  <CoinClusters
                    of={coin()}
                    without={together.without()}
                    venue={venue()}
                    writing={writing()}
                    onVenue={setVenue}
                  />
                </section>
              )}
            </Show>
            <section aria-labelledby="signals-patterns">
              <h2 id="signals-patterns">Patterns</h2>
              <FormationList of={of()} writing={writing()} record={record()} />
            </section>
            <section aria-labelledby="signals-facts">
              <h2 id="signals-facts">Beside the clusters</h2>
              <ToldList fields={factFields(of().facts, writing())} class="signals-facts" />
              <p class="sheet-note">Facts of the market, as known at the time of the reading.</p>
            </section>
            <section aria-labelledby="signals-setups">
              <h2 id="signals-setups">Setup frame</h2>
              <SetupFrames
                answer={setups()}
                horizon={view().horizon}
                writing={writing()}
                record={record()}
                onHorizon={(horizon) => change({ horizon })}
                onNote={() => change({ page: 'paper', note: undefined })}
              />
            </section>
            <p class="sheet-note">
              {writing().calibrated
                ? 'Modelled. Ranges are meant to hold 8 times in 10.'
                : `Modelled. ${uncalibrated(of().band, of().simulated)}.`}{' '}
              Read at {formatTime(of().time)} UTC. {of().notice}
            </p>
          </>
        )}
      </Show>
    </Sheet>
  )
}

/** What is not known, and what cannot be told for want of it. */
function Lacks(props: { of: SignalsAnswer }) {
  return (
    <Show when={props.of.lacks.length > 0}>
      <div class="signals-lacks" role="note">
        <strong>Lacking</strong>
        <ul>
          <For each={props.of.lacks}>{(lack) => <li data-lack={lack}>{LACK_WORDS[lack]}</li>}</For>
        </ul>
      </div>
    </Show>
  )
}
