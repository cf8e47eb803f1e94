import { HOUR, type Millis } from '../../market/units.ts'
import { onGrid, priceText, quantityText, type StandInInstrument, wholeLots } from './instrument.ts'
import type { MarketView } from './market-view.ts'
import { anchorPrice, hashed } from './past.ts'

/** Accounts that trade, and those that the leaderboard lists besides. */
const TRADERS = 40
const LISTED = 160
/** Positions stand for this long, then other ones are open. */
const HELD: Millis = 12 * HOUR
/** Part of the open interest that an account holds at most. */
const MOST_HELD = 0.01
const MAX_LEVERAGE = 40

/** The address of an account. */
export function accountAddress(account: number): string {
  return `0x${hexDigits(account, 40)}`
}

/** One of the accounts that trade. */
export const traderOf = (chance: number): string => accountAddress(Math.floor(chance * TRADERS))

/** Hexadecimal digits that differ from number to number. */
export function hexDigits(salt: number, length: number): string {
  let text = ''
  for (let i = 0; text.length < length; i++) {
    text += Math.floor(hashed(salt, i) * 16 ** 8)
      .toString(16)
      .padStart(8, '0')
  }
  return text.slice(0, length)
}

/** The file that lists large accounts, on another host than the rest. */
export const leaderboard = (): unknown => ({
  leaderboardRows: Array.from({ length: LISTED }, (_, i) => ({
    ethAddress: accountAddress(TRADERS + i),
    accountValue: (50_000 + 5_000_000 * hashed(i, 3)).toFixed(2),
    windowPerformances: [],
    prize: 0,
    displayName: null,
  })),
})

/** What an account holds: nothing where the address is none of ours. */
export function clearinghouseState(user: string, view: MarketView): unknown {
  const positions = view.listed.flatMap((instrument) => {
    const position = positionOf(instrument, user.toLowerCase(), view)
    return position === undefined ? [] : [{ type: 'oneWay', position }]
  })
  const value = positions.reduce((sum, { position }) => sum + Number(position.positionValue), 0)
  const margin = positions.reduce((sum, { position }) => sum + Number(position.marginUsed), 0)
  const summary = {
    accountValue: margin.toFixed(6),
    totalMarginUsed: margin.toFixed(6),
    totalNtlPos: value.toFixed(6),
    totalRawUsd: margin.toFixed(6),
  }
  return {
    assetPositions: positions,
    crossMaintenanceMarginUsed: (value / (2 * MAX_LEVERAGE)).toFixed(6),
    crossMarginSummary: summary,
    marginSummary: summary,
    time: view.now,
    withdrawable: '0.0',
  }
}

/** The same position for the same address and half day; none where it would have been liquidated. */
function positionOf(instrument: StandInInstrument, user: string, view: MarketView) {
  const salt = Number.parseInt(user.slice(2, 9), 16)
  const era = Math.floor(view.now / HELD)
  const chance = (kind: number) => hashed(salt + kind * 131 + instrument.symbol.charCodeAt(0), era)
  if (!Number.isFinite(salt) || chance(1) < 0.35) return undefined
  const side = chance(2) < 0.5 ? 1 : -1
  const leverage = Math.round(3 + 27 * chance(3) ** 2)
  const entry = anchorPrice(instrument, era * HELD - chance(4) * 2 * HELD)
  const { markPrice, openInterest } = view.state(instrument.symbol)
  // Maintenance margin is half of the initial margin at the highest leverage.
  const maintenance = 1 / (2 * MAX_LEVERAGE)
  const liquidation = (entry * (1 - side / leverage)) / (1 - side * maintenance)
  if (side * (markPrice - liquidation) <= 0) return undefined
  const size = wholeLots(instrument, openInterest * MOST_HELD * chance(5) ** 2)
  const profit = side * size * (markPrice - entry)
  return {
    coin: instrument.symbol,
    szi: `${side < 0 ? '-' : ''}${quantityText(instrument, size)}`,
    leverage: {
      type: 'isolated',
      value: leverage,
      rawUsd: (-side * size * entry * (1 - side / leverage)).toFixed(6),
    },
    entryPx: priceText(instrument, entry),
    positionValue: (size * markPrice).toFixed(6),
    unrealizedPnl: profit.toFixed(6),
    returnOnEquity: onGrid(profit / ((size * entry) / leverage), 8).toString(),
    liquidationPx: priceText(instrument, liquidation),
    marginUsed: ((size * entry) / leverage + profit).toFixed(6),
    maxLeverage: MAX_LEVERAGE,
    cumFunding: { allTime: '0.0', sinceOpen: '0.0', sinceChange: '0.0' },
  }
}
