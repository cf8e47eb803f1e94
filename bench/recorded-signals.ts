/**
 * What the rules say of recorded hours of Binance (June to August 2024): clusters at a time, how they
 * ended, hours in each regime, and patterns by how they ended. Without a book.
 *
 *   npx tsx bench/recorded-signals.ts            BTC, ETH and SOL
 *   npx tsx bench/recorded-signals.ts ETH
 */
import { HOUR } from '../src/market/units.ts'
import { realStates } from './real-states.ts'

const asked = process.argv.slice(2)

const counted = (words: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => `${word} ${count}`).join(', ') || 'none'
}

for (const coin of asked.length === 0 ? ['BTC', 'ETH', 'SOL'] : asked) {
  const states = realStates(coin, HOUR)
  const mean = (of: (state: (typeof states)[number]) => number) =>
    (states.reduce((sum, state) => sum + of(state), 0) / states.length).toFixed(1)
  const significant = mean(({ clusters }) => clusters.filter((one) => one.isSignificant).length)
  const lacking = states.filter(({ lacks }) => lacks.includes('liquidated-day')).length
  console.log(`${coin}: ${states.length} hours, of ${lacking} no day of liquidations is known`)
  console.log(
    `  clusters at a time ${mean(({ clusters }) => clusters.length)}, significant ${significant}`,
  )
  console.log(
    `  clusters ended: ${counted(states.flatMap(({ ended }) => ended.map(({ how }) => how)))}`,
  )
  console.log(`  regime by hours: ${counted(states.map(({ ratios }) => ratios.all.regime))}`)
  const endings = states.flatMap(({ endedFormations }) =>
    endedFormations.map(({ kind, how }) => `${kind} ${how}`),
  )
  console.log(`  patterns ended: ${counted(endings)}`)
}
