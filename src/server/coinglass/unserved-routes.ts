import { refusal } from '../../api/coinglass/envelope.ts'
import type { AddRoute } from './add-route.ts'

const TOP_ACCOUNTS =
  'What the largest accounts hold is not known here: venues are asked for all accounts alone'
const SIDES = 'Net changes of positions by side are not known here: open interest has no side'
const BOOKS = 'Order books are not kept over time here: /api/v1/book tells them as they stand'
const FEES = 'Fees of exchanges are not known here, so neither is what arbitrage would earn'
const WALLETS =
  'Wallets are not told of one by one here: /api/v1/measured tells levels of public positions'

/** Addresses of the contract that are known and not answered, and why. */
const UNSERVED: Readonly<Record<string, string>> = {
  '/futures/top-long-short-account-ratio/history': TOP_ACCOUNTS,
  '/futures/top-long-short-position-ratio/history': TOP_ACCOUNTS,
  '/futures/globalLongShortAccountRatio/history':
    'It is not known how version 3 tells times of it: ask global-long-short-account-ratio/history',
  '/futures/topLongShortAccountRatio/history': TOP_ACCOUNTS,
  '/futures/topLongShortPositionRatio/history': TOP_ACCOUNTS,
  '/futures/net-position/history': SIDES,
  '/futures/v2/net-position/history': SIDES,
  '/futures/orderbook/history': BOOKS,
  '/futures/orderbook/ask-bids-history': BOOKS,
  '/futures/orderbook/aggregated-ask-bids-history': BOOKS,
  '/futures/orderbook/large-limit-order': BOOKS,
  '/futures/orderbook/large-limit-order-history': BOOKS,
  '/futures/volume/footprint-history':
    'Volume by price inside of a bar is not kept here: trades are joined to bars',
  '/futures/funding-rate/arbitrage': FEES,
  '/futures/fundingRate/arbitrage': FEES,
  '/hyperliquid/position': WALLETS,
  '/hyperliquid/whale-position': WALLETS,
  '/hyperliquid/whale-alert': WALLETS,
}

/** What Isotherm does not know is an error that says so, never a number. */
export function unservedRoutes(add: AddRoute): void {
  for (const [path, why] of Object.entries(UNSERVED))
    add(path, () => {
      throw refusal('422', why)
    })
}
