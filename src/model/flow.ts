import type { Bar } from './bar.ts'
import { BOTH_SIDES, LONG, SHORT } from './side.ts'

/**
 * Flow rules: what a bar says about positions opened and closed. They follow from two identities
 * that hold exactly per venue and side, in the instrument's quantity V (volume), Δ (change of OI):
 *
 *     opened − closed − liquidated = Δ            (both sides, so Σ longs = Σ shorts = OI)
 *     opened long + closed short + liquidated short = V, and the other way round
 *
 * hence opened per side, on average, = (V + Δ) / 2, closed = (V − Δ) / 2.
 */
export interface Flow {
  /** Opened quantity, by side. */
  readonly opened: Float64Array
  /** Turnover by which the side ages, by side. */
  readonly turnover: Float64Array
}

export interface FlowRule {
  readonly id: string
  /** Whether the positions of a side, with the unlevered rest, add up to open interest. */
  readonly conserves: boolean
  /** Whether the market's open interest at the start is assumed to have been opened near the first price. */
  readonly seeds: 'equilibrium' | 'all-open-interest' | 'nothing'
  /** Fills `flow` from a bar. `liquidated` is what the bar swept, weighted, by side. */
  fill(bar: Bar, before: number, liquidated: Readonly<Float64Array>, flow: Flow): void
}

/**
 * Isotherm's rule: every trade opens or closes on the volume clock. `takerTilt` shifts opening to
 * the takers' side; measured effect near 0, kept at ½.
 */
export function volumeFlow(takerTilt = 0.5): FlowRule {
  return {
    id: 'volume-flow',
    conserves: true,
    seeds: 'equilibrium',
    fill(bar, _before, _liquidated, flow) {
      const opened = Math.max(0, (bar.volume + bar.openInterestChange) / 2)
      const tilt = 1 + takerTilt * (2 * bar.takerBuyShare - 1)
      flow.opened[LONG] = opened * tilt
      flow.opened[SHORT] = opened * (2 - tilt)
      const turnover = bar.openInterest > 0 ? bar.volume / bar.openInterest : 0
      flow.turnover.fill(turnover)
    },
  }
}

/**
 * The industry's opening-only rule: positions open when open interest rises (`open-interest`) or with
 * all volume (`volume`), split by takers, and never close but by being swept. An upper bound.
 */
export function openingOnly(source: 'open-interest' | 'volume'): FlowRule {
  return {
    id: `opening-only-${source}`,
    conserves: false,
    seeds: 'nothing',
    fill(bar, _before, _liquidated, flow) {
      const opened = source === 'volume' ? bar.volume : Math.max(0, bar.openInterestChange)
      flow.opened[LONG] = opened * bar.takerBuyShare
      flow.opened[SHORT] = opened * (1 - bar.takerBuyShare)
      flow.turnover.fill(0)
    },
  }
}

/**
 * Conserving rules: what a side lost by closing and liquidation is opened anew, so that the side
 * always adds up to OI; falling OI closes all cohorts in proportion. `reopened` is the share of the
 * turnover that closes and reopens evenly: 0 is the plain rule (B), ¼ the uniform-turnover one (C).
 */
export function conservingFlow(reopened: number): FlowRule {
  return {
    id: reopened === 0 ? 'conserving' : 'conserving-turnover',
    conserves: true,
    seeds: 'all-open-interest',
    fill(bar, before, liquidated, flow) {
      const turnover = bar.openInterest > 0 ? (reopened * bar.volume) / bar.openInterest : 0
      for (const side of BOTH_SIDES) {
        const held = before - liquidated[side]!
        const closed = held * -Math.expm1(-turnover)
        const opened = bar.openInterest - before + closed + liquidated[side]!
        flow.opened[side] = Math.max(0, opened)
        flow.turnover[side] = turnover
        if (opened >= 0 || held - closed <= 0) continue
        // More closed than turned over: the rest of the fall ages every cohort alike.
        const kept = Math.max(1e-12, 1 + opened / (held - closed))
        flow.turnover[side] = turnover - Math.log(kept)
      }
    },
  }
}
