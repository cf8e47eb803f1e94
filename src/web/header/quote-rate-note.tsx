import { Show, createMemo } from 'solid-js'
import { formatClock } from '../words/clock-words.ts'
import { offPar } from '../venues/off-par.ts'
import { Popover } from '../parts/popover.tsx'
import type { Session } from '../session/session.ts'

/** Says that the quote is not worth what amounts count it as; nothing where it is, or nobody knows. */
export function QuoteRateNote(props: { session: Session }) {
  const { instrument, live } = props.session
  const rates = () => (live.heard() ? live.quoteRates() : [])
  const nameOf = (venue: string) => live.venues()?.find((one) => one.venue === venue)?.name ?? venue
  const note = createMemo(() => {
    const quote = instrument()?.quote
    return quote === undefined ? undefined : offPar(quote, rates(), nameOf)
  })
  const time = () =>
    rates().find(({ quote }) => quote === instrument()?.quote.toUpperCase())?.time ?? undefined
  return (
    <Show when={note()}>
      {(words) => (
        <Popover
          class="status quote-rate"
          label={words().whole}
          button={
            <span data-tone="warn" data-field="quote-rate">
              {words().short}
            </span>
          }
        >
          {() => (
            <p class="quote-rate-words">
              {words().whole}
              <Show when={time()}>{(at) => <> As of {formatClock(at())}.</>}</Show>
            </p>
          )}
        </Popover>
      )}
    </Show>
  )
}
