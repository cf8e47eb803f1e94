import { Show } from 'solid-js'
import { ROUTES } from '../../api/routes.ts'
import { RateNote } from '../settings/currency-settings.tsx'

/** What holds of every page: what amounts are, whose charts these are, which version this is. */
export function PageFoot(props: { version: string | undefined }) {
  return (
    <footer class="foot">
      <span>
        <RateNote />
        <span class="foot-wide">
          Modelled estimates of relative importance, not known positions. Times in UTC.
        </span>
        <span class="foot-narrow">Estimates, not positions. UTC.</span>
      </span>
      <span class="spring" />
      <a class="aside" href={ROUTES.docs}>
        API
      </a>
      <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer">
        Charts by TradingView Lightweight Charts™
      </a>
      <a class="aside" href="/third-party-licences.txt" target="_blank" rel="noopener noreferrer">
        Licences
      </a>
      <Show when={props.version}>{(version) => <span>v{version()}</span>}</Show>
    </footer>
  )
}
