import type { OpenFeed } from '../feed/feed.ts'
import { openFeed } from '../feed/open-feed.ts'
import { makeExchange } from './exchange.ts'
import type { MakeExchange } from './exchange.ts'
import { gateway } from './gateway.ts'
import { findLongTail } from './registry.ts'

/**
 * Opens the feed of a long-tail venue: the same feed as of any other, whose requests are answered
 * through ccxt. The reader must be one of `longTailReaders`.
 * @param make makes exchanges of ccxt; others in tests
 */
export const openLongTailFeed =
  (make: MakeExchange = makeExchange): OpenFeed =>
  (options, ports) => {
    const { hosts, ...rest } = options
    const venue = findLongTail(options.reader.venue)
    if (venue === undefined)
      throw new RangeError(`no venue of the long tail: "${options.reader.venue}"`)
    const base = hosts?.['rest']?.[0]
    const request = gateway({ venue, ports, make, ...(base === undefined ? {} : { base }) })
    return openFeed(rest, { ...ports, request })
  }

/** Opens any venue's feed: a long-tail one through ccxt, the others as they are. */
export const openAnyFeed: OpenFeed = (options, ports) =>
  findLongTail(options.reader.venue) === undefined
    ? openFeed(options, ports)
    : openLongTailFeed()(options, ports)
