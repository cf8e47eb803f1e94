import { For, Show } from 'solid-js'
import type { PaperStatisticsAnswer } from '../../api/paper.ts'
import { ROUTES } from '../../api/routes.ts'
import { createOwnKey, whyReadAlone } from '../access/own-key.ts'
import { createPaper } from './paper-data.ts'
import { PaperForm } from './paper-form.tsx'
import { PaperNote } from './paper-note.tsx'
import { groupFields } from './paper-words.ts'
import type { Session } from '../session/session.ts'
import { Sheet } from '../parts/sheet.tsx'
import { ToldList } from '../parts/told-list.tsx'
import '../styles/signals.css'
import '../styles/paper.css'

/** Formations that were named and trades on paper, what became of them, and what they brought. Escape closes it. */
export function PaperPage(props: { session: Session; onClose: () => void }) {
  const { session } = props
  const paper = createPaper(session)
  const own = createOwnKey()
  const readOnly = () => paper.told()?.answer.readOnly ?? whyReadAlone(own())
  return (
    <Sheet
      session={session}
      name="paper"
      title="Paper journal"
      busy={paper.told() === undefined && session.failure() === undefined}
      onClose={() => props.onClose()}
      says="What you named and traded on paper, closed by the candles that came after."
    >
      <Show when={paper.told()} fallback={<p class="sheet-note">Asking for the notes…</p>}>
        {(told) => (
          <>
            <p class="signals-notice" data-field="paper-notice">
              {told().answer.notice}
            </p>
            <Show when={session.playback.at() !== undefined}>
              <p class="sheet-note" data-field="paper-now">
                What became of notes is told as of now, whatever moment is played back.
              </p>
            </Show>
            <Show when={told().answer.lostLines > 0}>
              <p class="signals-notice" role="note">
                {told().answer.lostLines} lines of the journal cannot be read. They stay in its
                file.
              </p>
            </Show>
            <section aria-labelledby="paper-new">
              <h2 id="paper-new">New note</h2>
              <Show
                when={readOnly()}
                fallback={<PaperForm session={session} onNoted={paper.refresh} />}
              >
                {(why) => (
                  <p class="signals-notice" data-field="read-only">
                    Nothing can be noted: {why()}.
                  </p>
                )}
              </Show>
            </section>
            <section aria-labelledby="paper-notes">
              <h2 id="paper-notes">Notes</h2>
              <Show
                when={told().answer.total > 0}
                fallback={<p class="sheet-note">Nothing is noted yet.</p>}
              >
                <ul class="signals-formations">
                  <For each={told().answer.entries}>
                    {(entry) => (
                      <PaperNote
                        of={entry}
                        session={session}
                        canWrite={readOnly() === undefined}
                        onChanged={paper.refresh}
                      />
                    )}
                  </For>
                </ul>
                <p class="paper-foot">
                  <span>
                    {told().answer.entries.length} of {told().answer.total} notes
                  </span>
                  <Show when={told().answer.next !== null && told().answer.entries.length < 200}>
                    <button type="button" class="chip" onClick={paper.more}>
                      Show more
                    </button>
                  </Show>
                  <a class="chip" href={ROUTES.paperCsv} download="paper-journal.csv">
                    All as CSV
                  </a>
                </p>
              </Show>
            </section>
            <section aria-labelledby="paper-brought">
              <h2 id="paper-brought">What they brought</h2>
              <Statistics of={told().statistics} />
            </section>
          </>
        )}
      </Show>
    </Sheet>
  )
}

function Statistics(props: { of: PaperStatisticsAnswer }) {
  return (
    <>
      <ul class="signals-formations">
        <For each={props.of.groups}>
          {(group) => (
            <li class="signals-card" data-group={group.label ?? ''}>
              <h3>
                {group.label ?? 'All trades'}
                <Show when={group.inHindsight}>
                  <small>noted in hindsight</small>
                </Show>
              </h3>
              <ToldList fields={groupFields(group, props.of.fewest)} />
            </li>
          )}
        </For>
      </ul>
      <p class="sheet-note">
        R is what a trade brought over what was risked from entry to stop, without fees and funding.
        By chance is what a price without direction would bring of the same entries, stops and
        targets. Intervals hold 90%. Open trades are not in the rates, and what was noted in
        hindsight is counted apart.
      </p>
    </>
  )
}
