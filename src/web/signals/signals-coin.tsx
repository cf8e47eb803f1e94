import { For, Show, createMemo } from 'solid-js'
import { formatTime } from '../../api/format.ts'
import type { CoinSignalsAnswer, VenueFailureAnswer } from '../../api/coin-signals.ts'
import { venueName } from '../../api/venue-name.ts'
import { formatUsd } from '../words/amounts.ts'
import { Segmented } from '../parts/segmented.tsx'
import type { Writing } from './signals-rows.ts'
import { SIDE_NAMES } from './signals-rows.ts'
import { formatShare } from './signals-words.ts'
import { AmountParts } from '../parts/amount-parts.tsx'
import { nameOfId } from '../words/instrument-words.ts'

interface CoinClustersProps {
  readonly of: CoinSignalsAnswer
  readonly without: VenueFailureAnswer | undefined
  /** The venue that is taken away; undefined for none. */
  readonly venue: string | undefined
  readonly writing: Writing
  readonly onVenue: (venue: string | undefined) => void
}

const NONE = 'none'

/** Clusters of all maps of the coin together, and what is left of them without a venue. */
export function CoinClusters(props: CoinClustersProps) {
  const price = (value: number) => props.writing.formatPrice(value)
  const venues = createMemo(() => [...new Set(props.of.counts.map(({ venue }) => venue))])
  return (
    <>
      <div class="signals-horizon">
        <span class="group-label">Without</span>
        <Segmented
          label="Without a venue"
          choices={[NONE, ...venues()].map((id) => ({
            id,
            label: id === NONE ? id : venueName(id),
            name: id === NONE ? 'With all venues' : `As if ${venueName(id)} had failed`,
          }))}
          value={props.venue ?? NONE}
          onChange={(id) => props.onVenue(id === NONE ? undefined : id)}
        />
      </div>
      <Show when={props.without}>
        {(of) => (
          <p data-field="venue-failure">
            Without {venueName(of().venue)} {formatUsd(of().lostLongUsd)} of longs and{' '}
            {formatUsd(of().lostShortUsd)} of shorts are gone
            {of().lostShare === null ? '' : `, ${formatShare(of().lostShare!)} of what all hold`}:{' '}
            {of().clusters.filter(({ evaporates }) => evaporates).length} of {of().clusters.length}{' '}
            clusters evaporate.
          </p>
        )}
      </Show>
      <ul class="signals-setups signals-coin">
        <For each={props.of.clusters.toReversed()}>
          {(cluster) => {
            const left = () =>
              props.without?.clusters.find(
                (one) => one.side === cluster.side && one.peakPrice === cluster.peakPrice,
              )
            return (
              <li class="signals-card" data-coin-cluster={cluster.peakPrice}>
                <h3>
                  {SIDE_NAMES[cluster.side]} at {price(cluster.priceFrom)} –{' '}
                  {price(cluster.priceTo)}
                  <Show when={left()}>
                    {(one) => (
                      <span class="signals-state" data-evaporates={String(one().evaporates)}>
                        {leftWord(one(), cluster.usd)}: {formatUsd(one().leftUsd)} left
                      </span>
                    )}
                  </Show>
                </h3>
                <p data-field="coin-usd">
                  {formatUsd(cluster.usd)}
                  {cluster.measuredShare === null
                    ? ''
                    : `; ${formatShare(cluster.measuredShare)} as much is measured`}
                </p>
                <AmountParts
                  title={`By venue, ${price(cluster.peakPrice)}`}
                  parts={cluster.byVenue.map(({ venue, usd }) => ({ name: venueName(venue), usd }))}
                />
              </li>
            )
          }}
        </For>
      </ul>
      <p class="sheet-note" data-field="coin-note">
        {coinNote(props.of)}
      </p>
    </>
  )
}

/** Below a fifth it is gone; above, its place may be no peak any more. */
const leftWord = (
  { evaporates, leftUsd }: VenueFailureAnswer['clusters'][number],
  usd: number,
): string => (evaporates ? (leftUsd < usd / 5 ? 'evaporates' : 'no peak any more') : 'stays')

/** What is summed and what is not. */
function coinNote({ counts, silent, missing, priceOf }: CoinSignalsAnswer): string {
  const summed = `Sum of ${counts.map(({ instrument }) => nameOfId(instrument)).join(', ')}, seen from the price of ${nameOfId(priceOf)}.`
  const dead = silent.map(
    ({ instrument, time }) =>
      ` ${nameOfId(instrument)} was silent since ${formatTime(time)} UTC: left out.`,
  )
  const without = missing.map(
    ({ instrument, why }) => ` Not in it is ${nameOfId(instrument)}, which ${why}.`,
  )
  return [summed, ...dead, ...without].join('')
}
