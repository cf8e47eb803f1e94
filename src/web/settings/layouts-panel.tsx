import { For, Show, createSignal } from 'solid-js'
import { changeLayouts, layouts } from '../address/kept-layouts.ts'
import {
  MOST_LAYOUTS,
  formatLayouts,
  nameOf,
  parseLayouts,
  renamed,
  withLayout,
  withoutLayout,
} from '../address/layouts.ts'
import type { Layout } from '../address/layouts.ts'

/** A file of a person's own, far beyond what the layouts of one take. */
const MOST_BYTES = 1 << 20

/** Views under names: saves the one that is shown, opens, renames, deletes, and takes them elsewhere as a file. */
export function LayoutsPanel(props: { onOpen?: () => void }) {
  const [name, setName] = createSignal('')
  const [renaming, setRenaming] = createSignal<string>()
  const [said, setSaid] = createSignal('')
  const [file, setFile] = createSignal<HTMLInputElement>()
  const [field, setField] = createSignal<HTMLInputElement>()

  const change = (to: Parameters<typeof changeLayouts>[0], done: string): void =>
    void setSaid(changeLayouts(to) ?? done)

  function save(event: Event): void {
    event.preventDefault()
    const named = nameOf(name())
    if (named === undefined) {
      setSaid('A layout needs a name of up to 60 letters.')
      return
    }
    const old = renaming()
    if (old !== undefined) change((all) => renamed(all, old, named), `Renamed to ${named}.`)
    else if (layouts().length >= MOST_LAYOUTS)
      setSaid(`There are ${MOST_LAYOUTS} layouts already: delete one first.`)
    else change((all) => withLayout(all, { name: named, view: shownView() }), `Saved ${named}.`)
    setRenaming(undefined)
    setName('')
  }
  function open({ view }: Layout): void {
    location.hash = view
    props.onOpen?.()
  }
  function startRenaming(of: string): void {
    setRenaming(of)
    setName(of)
    field()?.focus()
  }
  async function read(list: FileList | null): Promise<void> {
    const [chosen] = list ?? []
    if (chosen === undefined) return
    const parsed =
      chosen.size > MOST_BYTES
        ? { problem: 'The file is too large for layouts.' }
        : parseLayouts(await chosen.text())
    const input = file()
    if (input !== undefined) input.value = ''
    if ('problem' in parsed) setSaid(parsed.problem)
    else
      change(
        (all) => parsed.layouts.reduce(withLayout, all).slice(0, MOST_LAYOUTS),
        `${parsed.layouts.length} read from ${chosen.name}.`,
      )
  }
  return (
    <div class="layouts" role="group" aria-label="Layouts">
      <span class="group-label">Layouts</span>
      <ul>
        <For
          each={layouts()}
          fallback={<li class="layouts-none">A view that is saved here opens with one press.</li>}
        >
          {(layout) => (
            <li>
              <button type="button" class="layout-open" onClick={() => open(layout)}>
                {layout.name}
              </button>
              <button
                type="button"
                class="chip"
                aria-label={`Rename ${layout.name}`}
                onClick={() => startRenaming(layout.name)}
              >
                Rename
              </button>
              <button
                type="button"
                class="chip"
                aria-label={`Delete ${layout.name}`}
                onClick={() =>
                  change((all) => withoutLayout(all, layout.name), `Deleted ${layout.name}.`)
                }
              >
                Delete
              </button>
            </li>
          )}
        </For>
      </ul>
      <form onSubmit={save}>
        <input
          ref={setField}
          class="field"
          aria-label={renaming() === undefined ? 'Name of the layout' : `New name of ${renaming()}`}
          placeholder="Name"
          maxLength={60}
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="chip">
          {renaming() === undefined ? 'Save this view' : 'Rename'}
        </button>
      </form>
      <div class="layouts-files">
        <button
          type="button"
          class="chip"
          disabled={layouts().length === 0}
          onClick={() => download(formatLayouts(layouts()))}
        >
          Export
        </button>
        <button type="button" class="chip" onClick={() => file()?.click()}>
          Import
        </button>
        <input
          ref={setFile}
          type="file"
          accept="application/json,.json"
          aria-label="File of layouts"
          hidden
          onChange={(event) => void read(event.currentTarget.files)}
        />
      </div>
      <p class="layouts-said" role="status">
        <Show when={said()}>{said()}</Show>
      </p>
    </div>
  )
}

const shownView = (): string => location.hash.replace(/^#/, '')

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'isotherm-layouts.json'
  link.click()
  URL.revokeObjectURL(url)
}
