/**
 * How often the interval of a record misses what is true, on walks of price where that is known: clusters
 * stand where price has been going, and either nothing draws it there or something does.
 *
 *   npx tsx bench/chance-walks.ts                  100 walks of 60 and of 365 days
 *   npx tsx bench/chance-walks.ts 40               so many
 */
import { HOUR } from '../src/market/units.ts'
import { MatchedTimes } from '../src/score/matched-times.ts'
import { pulledWalk } from '../src/score/pulled-walk.fixture.ts'
import { FOLLOWED_SPANS, spanLooks, spanRecords } from '../src/score/span-record.ts'
import type { FollowedSpan } from '../src/score/span-record.ts'

const walks = Number(process.argv[2] ?? 100)

/** How many 95 % intervals of walks there are, and on which side of 0 those lie that miss it. */
function count(days: number, pull: number, span: FollowedSpan) {
  const found = { intervals: 0, above: 0, below: 0 }
  for (let seed = 1; seed <= walks; seed++) {
    const { candles, placed } = pulledWalk(seed, days, pull)
    const cases = placed.map(({ at, distance }) => ({
      time: candles.openTime[at]! + HOUR,
      distances: [distance],
    }))
    const looks = spanLooks(candles, new MatchedTimes(candles), cases)
    const interval = spanRecords(looks, { seed: 1, level: 0.95 })[span].findings?.reached.difference
    if (!interval) continue
    found.intervals++
    if (interval.low > 0) found.above++
    if (interval.high < 0) found.below++
  }
  return found
}

for (const days of [60, 365])
  for (const pull of [0, 0.1])
    for (const span of Object.keys(FOLLOWED_SPANS) as FollowedSpan[]) {
      const { intervals, above, below } = count(days, pull, span)
      const drawn =
        pull === 0 ? 'nothing draws price' : `drawn by ${pull} standard deviations an hour`
      console.log(
        `${days} days, ${drawn}, ${span}: of ${intervals} intervals ${above} lie above 0, ${below} below`,
      )
    }
