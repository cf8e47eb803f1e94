import { For, Show, createMemo, createSignal } from 'solid-js'
import type { AlertsAnswer, ToldAlert } from '../../api/alerts.ts'
import { formatTime } from '../../api/format.ts'
import { viewOfAlert } from './alert-news.ts'
import { askedWords, deliveryWords, scopeWords, troubles } from './alert-words.ts'
import { createAlerts, sendTest } from './alerts-data.ts'
import { BrowserPushPanel } from './browser-push-panel.tsx'
import type { Session } from '../session/session.ts'
import { Sheet } from '../parts/sheet.tsx'
import '../styles/alerts.css'

/** What rules of the operator told, to whom it came, and tests of the channels. Escape closes it. */
export function AlertsPage(props: { session: Session; onClose: () => void }) {
  const { session } = props
  const [asked, setAsked] = createSignal(0)
  const answer = createAlerts(session, asked)

  return (
    <Sheet
      session={session}
      name="alerts"
      title="Alerts"
      busy={answer() === undefined}
      onClose={() => props.onClose()}
      says="What the rules of this server told, and to whom it came."
    >
      <Show when={answer()} fallback={<p class="sheet-note">Asking for the alerts…</p>}>
        {(of) => (
          <Show
            when={of().enabled}
            fallback={
              <p class="sheet-note">
                No rules are read: the configuration file has no part <code>alerts</code>. What it
                may hold stands in docs/alerts.md; the server reads it when it starts.
              </p>
            }
          >
            <Troubles of={of()} />
            <section aria-labelledby="alerts-told">
              <h2 id="alerts-told">Told</h2>
              <ToldAlerts of={of()} session={session} />
            </section>
            <section aria-labelledby="alerts-channels">
              <h2 id="alerts-channels">Channels</h2>
              <Channels of={of()} onTested={() => setAsked((count) => count + 1)} />
            </section>
            <section aria-labelledby="alerts-browser">
              <h2 id="alerts-browser">This browser</h2>
              <BrowserPushPanel onChanged={() => setAsked((count) => count + 1)} />
            </section>
            <section aria-labelledby="alerts-rules">
              <h2 id="alerts-rules">Rules</h2>
              <Rules of={of()} />
            </section>
          </Show>
        )}
      </Show>
    </Sheet>
  )
}

function Troubles(props: { of: AlertsAnswer }) {
  return (
    <Show when={troubles(props.of).length > 0}>
      <ul class="alerts-troubles">
        <For each={troubles(props.of)}>{(trouble) => <li>{trouble}</li>}</For>
      </ul>
    </Show>
  )
}

const isDead = ({ deliveries }: ToldAlert): boolean =>
  deliveries.some(({ state }) => state === 'dead')

/** Newest first; where some were not delivered, those alone if asked for. */
function ToldAlerts(props: { of: AlertsAnswer; session: Session }) {
  const [isDeadAlone, setDeadAlone] = createSignal(false)
  const hasDead = createMemo(() => props.of.alerts.some(isDead))
  const shown = () => props.of.alerts.filter((alert) => !isDeadAlone() || isDead(alert))
  return (
    <>
      <Show when={hasDead() || isDeadAlone()}>
        <button
          type="button"
          class="chip"
          aria-pressed={isDeadAlone()}
          onClick={() => setDeadAlone(!isDeadAlone())}
        >
          Not delivered
        </button>
      </Show>
      <ol class="alerts-list">
        {/* By key: a row stays in its place, and focus in it, while others come. */}
        <For
          each={shown().map(({ key }) => key)}
          fallback={<li class="sheet-note">Nothing was told yet.</li>}
        >
          {(key) => (
            <Show when={props.of.alerts.find((alert) => alert.key === key)}>
              {(alert) => (
                <li data-severity={alert().severity}>
                  <time dateTime={new Date(alert().time).toISOString()}>
                    {formatTime(alert().time)}
                  </time>
                  <a href={viewOfAlert(props.session.view(), alert())}>{alert().name}</a>
                  <span class="alerts-severity">{alert().severity}</span>
                  <p>{alert().text[0]}</p>
                  <p class="alerts-deliveries">
                    <For
                      each={alert().deliveries}
                      fallback={<span>No channel: told here alone</span>}
                    >
                      {(delivery) => (
                        <span data-state={delivery.state}>{deliveryWords(delivery)}</span>
                      )}
                    </For>
                  </p>
                </li>
              )}
            </Show>
          )}
        </For>
      </ol>
    </>
  )
}

function Channels(props: { of: AlertsAnswer; onTested: () => void }) {
  const [results, setResults] = createSignal<Readonly<Record<string, string>>>({})
  const note = (name: string, words: string) => setResults((all) => ({ ...all, [name]: words }))
  const named = (name: string) => props.of.channels.find((one) => one.name === name)
  async function test(name: string): Promise<void> {
    note(name, 'Sending…')
    note(name, await sendTest(name))
    props.onTested()
  }
  return (
    <ul class="alerts-rows">
      <For
        each={props.of.channels.map(({ name }) => name)}
        fallback={<li class="sheet-note">There are none.</li>}
      >
        {(name) => (
          <li>
            <b>{name}</b>
            <span>
              {named(name)?.kind}, {named(name)?.target}
            </span>
            <button
              type="button"
              class="chip"
              disabled={results()[name] === 'Sending…'}
              aria-label={`Send a test through ${name}`}
              onClick={() => void test(name)}
            >
              Send a test
            </button>
            <span role="status">{results()[name]}</span>
          </li>
        )}
      </For>
    </ul>
  )
}

const Rules = (props: { of: AlertsAnswer }) => (
  <ul class="alerts-rows">
    <For each={props.of.rules} fallback={<li class="sheet-note">There are none.</li>}>
      {(rule) => (
        <li>
          <b>{rule.name}</b>
          <span>{askedWords(rule)}</span>
          <small>
            {rule.severity} · {scopeWords(rule)}
          </small>
        </li>
      )}
    </For>
  </ul>
)
