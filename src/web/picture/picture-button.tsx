import { Show, createSignal, onCleanup } from 'solid-js'
import { Portal } from 'solid-js/web'
import { PictureIcon } from '../parts/icons.tsx'
import { isPlainKey } from '../parts/plain-key.ts'
import { captionOf, pictureName, shareableAddress } from './picture-caption.ts'
import { composePicture, pictureSource } from './picture.ts'

/** How long it is said what became of a picture, in ms. */
const SAID_FOR = 4_000

/** Copies what is shown as a picture with its caption, or saves it as a file where that is refused. */
export function PictureButton(props: { sign?: boolean }) {
  const [said, setSaid] = createSignal('')
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = (words: string): void => {
    clearTimeout(timer)
    setSaid(words)
    timer = setTimeout(() => setSaid(''), SAID_FOR)
  }
  onCleanup(() => clearTimeout(timer))

  async function save(asFile: boolean): Promise<void> {
    const picture = pictureSource()?.()
    if (picture === undefined) return
    const facts = { ...picture.facts, address: shareableAddress(location) }
    const blob = bytesOf(composePicture(picture, captionOf(facts)))
    if (!asFile && (await copied(blob))) {
      tell('Picture copied')
      return
    }
    download(await blob, pictureName(facts))
    tell('Picture saved as a file')
  }
  const start = (asFile: boolean): void =>
    void save(asFile).catch(() => tell('The browser could not make the picture'))

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isPlainKey(event) || event.key.toLowerCase() !== 's') return
    start(event.shiftKey)
  }
  document.addEventListener('keydown', onKeyDown)
  onCleanup(() => document.removeEventListener('keydown', onKeyDown))

  return (
    <>
      <button
        type="button"
        class={props.sign === true ? 'picture-button' : 'chip'}
        aria-label="Save picture"
        aria-keyshortcuts="S"
        title="Save picture (S): copies it, with Shift as a file"
        disabled={pictureSource() === undefined}
        onClick={(event) => start(event.shiftKey)}
      >
        <Show when={props.sign} fallback="Save picture">
          <PictureIcon />
        </Show>
      </button>
      {/* Not where the button is: the sheet that holds it on a phone may be closed. */}
      <Portal>
        <div class="picture-said" role="status" data-shown={said() !== ''}>
          {said()}
        </div>
      </Portal>
    </>
  )
}

const bytesOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the canvas gives no picture'))
      else resolve(blob)
    }, 'image/png')
  })

/** Whether the browser has taken a picture into its clipboard. */
async function copied(blob: Promise<Blob>): Promise<boolean> {
  // Over plain HTTP a browser has none.
  if (!('clipboard' in navigator) || !('ClipboardItem' in globalThis)) return false
  try {
    // The promise itself: some browsers refuse what comes later than the press of the button.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
    return true
  } catch {
    return false
  }
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // Not at once: the download reads it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
