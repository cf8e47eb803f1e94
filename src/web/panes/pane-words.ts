import { formatPercent, formatSpan, formatTime } from '../../api/format.ts'
import { formatUsd } from '../words/amounts.ts'
import type { InstrumentInfo } from '../../api/schema.ts'
import { DAY } from '../../market/units.ts'
import type { Bar } from '../chart/bars.ts'
import type { FundingRow, LiquidationRow } from './pane-rows.ts'
import { interestOf } from './pane-rows.ts'
import type { PaneId } from './panes.ts'

/** What is known of the bar that a legend speaks of. */
export interface PaneFacts {
  readonly info: InstrumentInfo
  readonly bar: Bar
  /** The first bar of the chart. */
  readonly since: number
  readonly strength: number | undefined
  readonly delta: number | undefined
  /** In the instrument's quantity. */
  readonly interest: number | undefined
  readonly funding: FundingRow | undefined
  readonly liquidations: LiquidationRow | undefined
  /** Whether the bar goes on: then a part of it is all there is. */
  readonly isOpen: boolean
}

const WORDS: Record<PaneId, (facts: PaneFacts) => string> = {
  volume: ({ bar, info }) =>
    'open' in bar ? `${formatAmount(bar.volume)} ${unitOf(info)}` : 'not known',
  oi: ({ bar, info, interest }) => {
    if (interest === undefined || !('open' in bar)) return 'not known'
    const { usd, coins } = interestOf(info.contract, interest, bar.close)
    return `${formatUsd(usd)}, ${formatAmount(coins)} ${info.base}`
  },
  funding: ({ funding }) =>
    funding === undefined ? 'none told in this bar' : fundingWords(funding),
  cvd: ({ delta, info, since }) =>
    delta === undefined
      ? 'not known'
      : `${formatAmount(delta)} ${unitOf(info)} since ${formatTime(since, true)}`,
  liquidations: ({ liquidations, isOpen }) => liquidationWords(liquidations, isOpen),
  rsi: ({ strength }) => strength?.toFixed(1) ?? 'not known',
}

/** The legend of a pane. */
export const paneWords = (pane: PaneId, facts: PaneFacts): string => WORDS[pane](facts)

// Made once: the axis of a pane asks for many in every frame.
const SIX_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })
const FOUR_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })

/** Coins or contracts, short. */
export function formatAmount(amount: number): string {
  const size = Math.abs(amount)
  const [by, unit] =
    size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'K'] : [1, '']
  const format = size >= 100 && by === 1 ? SIX_DIGITS : FOUR_DIGITS
  return `${amount < 0 ? '−' : ''}${format.format(size / by)}${unit}`
}

/** In which unit volumes are. */
export const unitOf = ({ contract, base }: InstrumentInfo): string =>
  contract === 'linear' ? base : 'USD'

const YEAR = 365 * DAY

/** "0.0100% per 8 h, 10.95% a year"; without a year where it is not told how long a rate is for. */
export function fundingWords({ rate, interval }: FundingRow): string {
  const told = `${(rate * 100).toFixed(4)}%`
  if (interval === null) return `${told}, interval not told`
  return `${told} per ${formatSpan(interval)}, ${formatPercent((rate * YEAR) / interval)} a year`
}

/** What the newest or the pointed bar says of its liquidations. */
export function liquidationWords(row: LiquidationRow | undefined, isOpen: boolean): string {
  if (row === undefined) return 'not known'
  const { longUsd, shortUsd, known } = row
  const sides = `long ${formatUsd(longUsd)} short ${formatUsd(shortUsd)}`
  return isOpen || known > 0.999 ? sides : `${sides}, ${Math.floor(known * 100)}% of it known`
}
