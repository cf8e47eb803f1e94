import type { JSX } from 'solid-js'
import { For, Show, createEffect, createResource, createSignal } from 'solid-js'
import { closeOnEscape } from '../parts/close-on-escape.ts'
import type { PagesView } from '../address/pages-view.ts'
import { PAGES } from '../address/pages-view.ts'
import '../styles/doc.css'

type DocId = 'methodology' | 'sources'

/** Each document comes when it is first looked at. */
const DOCS = {
  methodology: () => import('../../../docs/methodology.md?page'),
  sources: () => import('../../../docs/data-sources.md?page'),
} as const

/** A document of the repository, with its contents beside it. Escape closes it. */
export function DocPage(props: {
  doc: DocId
  section: string | undefined
  narrow: boolean
  onShow: (patch: Partial<PagesView>) => void
  onClose: () => void
  /** Over the document. */
  children: JSX.Element
}) {
  const [loaded] = createResource(
    () => props.doc,
    async (doc) => ({ doc, ...(await DOCS[doc]()).page }),
  )
  const page = () => (loaded()?.doc === props.doc ? loaded() : undefined)
  const [article, setArticle] = createSignal<HTMLElement>()
  /** Goes to the heading that the address names, also when it is asked for again. */
  function goTo(section: string | undefined): void {
    const heading = section === undefined ? null : document.getElementById(section)
    if (heading === null || article()?.contains(heading) !== true) {
      if (section === undefined) article()?.scrollTo({ top: 0 })
      return
    }
    heading.scrollIntoView({ block: 'start' })
    heading.focus({ preventScroll: true })
  }
  createEffect(() => {
    const { section } = props
    if (page() !== undefined) queueMicrotask(() => goTo(section))
  })
  /** Links to other places of the app change what is shown and nothing else of the address. */
  function follow(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    const link = event.target instanceof Element ? event.target.closest('a[data-page]') : null
    const to = PAGES.find((one) => one === link?.getAttribute('data-page'))
    if (to === undefined) return
    event.preventDefault()
    const section = link?.getAttribute('data-section') ?? ''
    props.onShow({ page: to, section: section === '' ? undefined : section })
    if (to === props.doc && section === props.section) goTo(section)
  }
  closeOnEscape(() => props.onClose())

  const contents = () => (
    <ol>
      <For each={page()?.contents ?? []}>
        {({ id, text, level }) => (
          <li data-level={level}>
            <a
              href={`#page=${props.doc}&section=${id}`}
              data-page={props.doc}
              data-section={id}
              aria-current={props.section === id ? 'location' : undefined}
            >
              {text}
            </a>
          </li>
        )}
      </For>
    </ol>
  )
  return (
    <main
      class="doc"
      aria-label={NAMES[props.doc]}
      aria-busy={page() === undefined}
      onClick={follow}
    >
      <Show
        when={props.narrow}
        fallback={
          <nav class="doc-contents" aria-label="Contents">
            <button type="button" class="chip" onClick={() => props.onClose()}>
              Back to the map
            </button>
            {contents()}
          </nav>
        }
      >
        <details class="doc-contents">
          <summary>Contents</summary>
          {contents()}
        </details>
      </Show>
      <Show when={loaded.error === undefined} fallback={<NotLoaded />}>
        {/* Made of the repository's own documents when the page was built; HTML in them is text. */}
        <article
          ref={setArticle}
          tabindex="0"
          aria-label={NAMES[props.doc]}
          innerHTML={page()?.html ?? ''}
        />
      </Show>
      <div class="notices">{props.children}</div>
    </main>
  )
}

const NAMES: Readonly<Record<DocId, string>> = {
  methodology: 'Methodology',
  sources: 'Data sources',
}

const NotLoaded = () => (
  <article>
    <p>The document could not be loaded. The server may be away: try again when it is back.</p>
  </article>
)
