import { Show, createSignal, onCleanup, onMount } from 'solid-js'
import { BrandIcon } from '../parts/icons.tsx'
import { lock, isLocked, logIn } from '../request/lock.ts'
import '../styles/log-in.css'

/** Asks for a key over all of the page, which stays as it was, while the server wants one. */
export const LogIn = () => (
  <Show when={isLocked()}>
    <LogInDialog />
  </Show>
)

function LogInDialog() {
  const [dialog, setDialog] = createSignal<HTMLDialogElement>()
  const title = document.title
  onMount(() => {
    document.title = 'Log in · Isotherm'
    dialog()?.showModal()
  })
  onCleanup(() => {
    document.title = title
    dialog()?.close()
  })
  return (
    <dialog
      class="log-in"
      ref={setDialog}
      aria-labelledby="log-in-title"
      aria-describedby="log-in-why"
      // There is nothing behind it to go to.
      on:cancel={(event) => event.preventDefault()}
      on:close={() => isLocked() && dialog()?.showModal()}
      on:keydown={(event) => event.stopPropagation()}
    >
      <div class="log-in-card">
        <BrandIcon />
        <h1 id="log-in-title">Log in to Isotherm</h1>
        <p id="log-in-why">
          {lock() === 'ended'
            ? 'The session has ended, or its key was revoked.'
            : 'This server answers to keys alone.'}
        </p>
        <Show when={isSecureContext} fallback={<PlainHttp />}>
          <KeyForm />
        </Show>
      </div>
    </dialog>
  )
}

function KeyForm() {
  const [field, setField] = createSignal<HTMLInputElement>()
  const [said, setSaid] = createSignal('')
  const [isSending, setSending] = createSignal(false)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isSending()) return
    const key = field()?.value.trim() ?? ''
    setSending(true)
    // What is said twice is told twice.
    setSaid('')
    const problem = key === '' ? 'There is no key in the field.' : await logIn(key)
    setSending(false)
    if (problem === undefined) return
    setSaid(problem)
    field()?.focus()
    field()?.select()
  }

  return (
    <form aria-busy={isSending()} on:submit={(event) => void submit(event)}>
      {/* By its name the password manager knows the key again. */}
      <input type="text" name="username" autocomplete="username" value="isotherm" hidden readonly />
      <label for="log-in-key">Key</label>
      <input
        id="log-in-key"
        ref={setField}
        type="password"
        name="password"
        autocomplete="current-password"
        placeholder="isotherm_…"
        maxlength={200}
        required
        autofocus
        aria-invalid={said() !== ''}
        aria-describedby="log-in-said"
      />
      <p id="log-in-said" role="alert">
        {said()}
      </p>
      <button type="submit">Log in</button>
      <p class="log-in-where">
        A key is made on the server, with <code>isotherm keys add</code>.
      </p>
    </form>
  )
}

/** What to do where the browser would keep no session. */
const PlainHttp = () => (
  <div class="log-in-plain">
    <p role="alert">
      This page came over plain http: the key could be read on the way, and the browser would not
      keep the session.
    </p>
    <p>
      Put TLS in front of the server, and open it over https: <code>docs/operating.md</code> says
      how, under “Behind a proxy”. On the machine of the server itself{' '}
      <code>http://localhost:{location.port || 80}</code> will do.
    </p>
  </div>
)
