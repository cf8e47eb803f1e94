import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import { formatUsd } from '../words/amounts.ts'
import type { Freshness } from '../session/freshness.ts'
import { atMostEvery } from '../request/paced.ts'
import type { Session } from '../session/session.ts'
import type { TapeRow } from '../session/tape.ts'

/** A screen reader is told at most so often. */
const EVERY = 15_000

/** Tells a screen reader what an eye would notice, politely: liquidations summed up, data lost and back. */
export function Announcer(props: { session: Session }) {
  const { live, instrument } = props.session
  const [text, setText] = createSignal('')
  /** When the newest one that is no news was received; undefined before the server has spoken. */
  let seen: number | undefined
  let before: Freshness['state'] | undefined
  let state: Freshness | undefined

  const rows = () => live.tape.rows({ instrument: instrument()?.id, minUsd: 0 })
  createEffect(() => {
    // What was there before the page opened is no news.
    if (live.venues() !== undefined) seen ??= newestOf(rows())
  })
  const speak = atMostEvery(EVERY, () => {
    const since = seen
    if (since === undefined) return
    const fresh = rows().filter((row) => row.receivedTime > since)
    seen = Math.max(since, newestOf(fresh))
    const words = [changeWords(before, state), liquidationWords(fresh)].filter((one) => one !== '')
    before = state?.state
    if (words.length > 0) setText(words.join(' '))
  })
  onCleanup(speak.cancel)
  createEffect(
    on(live.freshness, (now) => {
      state = now
      speak.call()
    }),
  )
  createEffect(on(live.taped, () => speak.call(), { defer: true }))

  return (
    <div class="for-readers" role="status" aria-live="polite">
      {text()}
    </div>
  )
}

const newestOf = (rows: readonly TapeRow[]): number =>
  Math.max(0, ...rows.map(({ receivedTime }) => receivedTime))

function changeWords(before: Freshness['state'] | undefined, now: Freshness | undefined): string {
  if (now === undefined || now.state === before) return ''
  if (now.state === 'stale') return `Prices are not live: ${now.cause.replace(/\.$/, '')}.`
  return now.state === 'live' && before === 'stale' ? 'Prices are live again.' : ''
}

/** Sums up what came since it was last spoken of. */
function liquidationWords(rows: readonly TapeRow[]): string {
  if (rows.length === 0) return ''
  const usd = (position: TapeRow['position']): number =>
    rows.reduce((sum, row) => sum + (row.position === position ? row.notionalUsd : 0), 0)
  const count = rows.length === 1 ? '1 liquidation' : `${rows.length} liquidations`
  return `${count}: longs ${formatUsd(usd('long'))}, shorts ${formatUsd(usd('short'))}.`
}
