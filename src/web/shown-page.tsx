import { Match, Suspense, Switch, lazy } from 'solid-js'
import type { JSX } from 'solid-js'
import { LevelsPage } from './levels/levels-page.tsx'
import { OfflineBanner } from './parts/notices.tsx'
import { Scoreboard } from './score/scoreboard.tsx'
import type { Session } from './session/session.ts'
import type { View } from './address/view.ts'

// What is seldom looked at comes when it is asked for.
const YearPage = lazy(async () => ({ default: (await import('./year/year-page.tsx')).YearPage }))
const SignalsPage = lazy(async () => ({
  default: (await import('./signals/signals-page.tsx')).SignalsPage,
}))
const AlertsPage = lazy(async () => ({
  default: (await import('./alerts/alerts-page.tsx')).AlertsPage,
}))
const PaperPage = lazy(async () => ({
  default: (await import('./paper/paper-page.tsx')).PaperPage,
}))
const DocPage = lazy(async () => ({ default: (await import('./header/doc-page.tsx')).DocPage }))

/** The page that the view names; the heatmap is given. */
export function ShownPage(props: {
  session: Session
  /** The same at the moment that is shown. */
  seen: Session
  narrow: boolean
  onClose: () => void
  map: JSX.Element
}) {
  const { session, seen } = props
  const { view, change } = session
  const page = () => view().page
  const close = (): void => props.onClose()
  return (
    <Switch>
      <Match when={page() === 'scores'}>
        <Scoreboard session={session} onClose={close} />
      </Match>
      <Match when={page() === 'levels'}>
        <LevelsPage session={seen} narrow={props.narrow} onClose={close} />
      </Match>
      <Match when={page() === 'year'}>
        <Suspense fallback={<main class="year" aria-busy={true} />}>
          <YearPage session={session} narrow={props.narrow} onClose={close} />
        </Suspense>
      </Match>
      <Match when={page() === 'signals'}>
        <Suspense fallback={<main class="year" aria-busy={true} />}>
          <SignalsPage session={seen} narrow={props.narrow} onClose={close} />
        </Suspense>
      </Match>
      <Match when={page() === 'alerts'}>
        <Suspense fallback={<main class="alerts" aria-busy={true} />}>
          <AlertsPage session={session} onClose={close} />
        </Suspense>
      </Match>
      <Match when={page() === 'paper'}>
        <Suspense fallback={<main class="signals" aria-busy={true} />}>
          <PaperPage session={seen} onClose={close} />
        </Suspense>
      </Match>
      <Match when={docOf(page())}>
        {(doc) => (
          <Suspense fallback={<main class="doc" aria-busy={true} />}>
            <DocPage
              doc={doc()}
              section={view().section}
              narrow={props.narrow}
              onShow={change}
              onClose={close}
            >
              <OfflineBanner connection={session.connection()} onRetry={session.retryNow} />
            </DocPage>
          </Suspense>
        )}
      </Match>
      <Match when={page() === 'map'}>{props.map}</Match>
    </Switch>
  )
}

/** The document that a page is; undefined for the others. */
const docOf = (page: View['page']) =>
  page === 'methodology' || page === 'sources' ? page : undefined
