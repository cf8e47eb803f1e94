import { createSignal, onCleanup } from 'solid-js'

/** Whether a media query holds, as it changes. */
export function mediaMatches(query: string): () => boolean {
  const media = matchMedia(query)
  const [matches, setMatches] = createSignal(media.matches)
  const changed = (): void => void setMatches(media.matches)
  media.addEventListener('change', changed)
  onCleanup(() => media.removeEventListener('change', changed))
  return matches
}
